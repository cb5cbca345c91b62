// KernelRegistration, KernelRegistry: which kernels a device has for an op.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {

// One candidate implementation.
struct KernelDef {
  std::string op;
  std::string device_type;
  // Each type attribute named must be in its set.
  std::vector<std::pair<std::string, DTypeSet>> types;
  // Names of inputs and outputs that lie in host memory on any device.
  std::vector<std::string> host_memory;
  // Higher is asked first.
  int priority = 0;
  KernelFactory factory = nullptr;

  // "device='CPU'; T in [float, double]".
  std::string ToString() const;
};

// Registers kernels before main; one line under the kernel class:
//
//   const KernelRegistration kSoftmax =
//       CpuKernel<SoftmaxKernel>("Softmax").For("T", kFloating);
class KernelRegistration {
 public:
  KernelRegistration(const KernelDef& def);
};

// A KernelDef under construction.
class KernelDefBuilder {
 public:
  KernelDefBuilder(const char* op, const char* device_type,
                   KernelFactory factory) {
    def_.op = op;
    def_.device_type = device_type;
    def_.factory = factory;
  }
  KernelDefBuilder& For(const char* attr, DTypeSet types) {
    def_.types.emplace_back(attr, types);
    return *this;
  }
  KernelDefBuilder& HostMemory(const char* argument) {
    def_.host_memory.push_back(argument);
    return *this;
  }
  KernelDefBuilder& Priority(int priority) {
    def_.priority = priority;
    return *this;
  }
  operator const KernelDef&() const { return def_; }

 private:
  KernelDef def_;
};

// All registered kernels. Filled before main; read-only and thread-safe after.
class KernelRegistry {
 public:
  // Kernels of the op on the device type whose type constraints the node
  // meets, highest priority first.
  static std::vector<const KernelDef*> Candidates(const Node& node,
                                                  const std::string& type);
  // Every kernel of the op, for messages and the table of ops.
  static std::vector<const KernelDef*> ForOp(const std::string& op);
  // The first candidate that does not refuse. NOT_FOUND in TensorFlow's words
  // ("No registered 'X' OpKernel for CPU devices compatible with node ...")
  // with what was tried and why each refused.
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info, const std::string& device_type);
};

}  // namespace thalweg
