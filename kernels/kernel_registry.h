// KernelRegistration, KernelRegistry: which kernels a device has for an op.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {

// The device type of kernels that serve every device: they move handles and
// whole tensors about, by what KernelContext and VariableState offer, and touch
// no element that is not in host memory.
inline constexpr char kAnyDeviceType[] = "DEFAULT";

// One candidate implementation.
struct KernelCandidate {
  std::string op;
  std::string device_type;
  // Each type attribute named must be in its set.
  std::vector<std::pair<std::string, DTypeSet>> types;
  // Names of inputs and outputs that lie in host memory on any device.
  std::vector<std::string> host_memory;
  // Higher is asked first.
  int priority = 0;
  KernelFactory factory = nullptr;

  // Whether devices of the type run it, as theirs or as any device's.
  bool Serves(const std::string& type) const {
    return device_type == type || device_type == kAnyDeviceType;
  }
  // "device='CPU'; T in [float, double]".
  std::string ToString() const;
};

class KernelCandidateBuilder;

// Registers kernels before main; one line under the kernel class:
//
//   const KernelRegistration kSoftmax =
//       CpuKernel<SoftmaxKernel>("Softmax").For("T", kFloating);
class KernelRegistration {
 public:
  KernelRegistration(const KernelCandidate& candidate);
  KernelRegistration(const KernelCandidateBuilder& builder);
};

// A KernelCandidate under construction.
class KernelCandidateBuilder {
 public:
  KernelCandidateBuilder(const char* op, const char* device_type,
                         KernelFactory factory) {
    candidate_.op = op;
    candidate_.device_type = device_type;
    candidate_.factory = factory;
  }
  KernelCandidateBuilder& For(const char* attr, DTypeSet types) {
    candidate_.types.emplace_back(attr, types);
    return *this;
  }
  KernelCandidateBuilder& HostMemory(const char* argument) {
    candidate_.host_memory.push_back(argument);
    return *this;
  }
  KernelCandidateBuilder& Priority(int priority) {
    candidate_.priority = priority;
    return *this;
  }
  operator const KernelCandidate&() const { return candidate_; }

 private:
  KernelCandidate candidate_;
};

inline KernelRegistration::KernelRegistration(
    const KernelCandidateBuilder& builder)
    : KernelRegistration(static_cast<const KernelCandidate&>(builder)) {}

// All registered kernels. Filled before main; read-only and thread-safe after.
class KernelRegistry {
 public:
  // Kernels of the op on the device type whose type constraints the node
  // meets, highest priority first; where there is none, those for any device.
  static std::vector<const KernelCandidate*> Candidates(
      const Node& node, const std::string& type);
  // Every kernel of the op, for messages and the table of ops.
  static std::vector<const KernelCandidate*> ForOp(const std::string& op);
  // Names of the node's inputs and outputs that lie in host memory on devices
  // of the type, as its first candidate has them.
  static absl::Span<const std::string> HostArguments(const Node& node,
                                                     const std::string& type);
  // The first candidate that does not refuse. Where a device has memory of its
  // own, all candidates must have the same arguments in host memory. NOT_FOUND
  // in TensorFlow's words
  // ("No registered 'X' OpKernel for CPU devices compatible with node ...")
  // with what was tried and why each refused.
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info, const std::string& device_type);
};

}  // namespace thalweg
