// Kernel: how a device computes an op.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/node.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

class Device;
class ResourceStore;

// What a kernel factory sees: one node as one plan will run it.
class KernelInfo {
 public:
  KernelInfo(const Node* node, Device* device, ResourceStore* resources,
             absl::Span<const Tensor> constants)
      : node_(node),
        device_(device),
        resources_(resources),
        constants_(constants) {}

  const Node& node() const { return *node_; }
  template <class Attrs>
  absl::StatusOr<Attrs> attrs() const {
    return node_->ReadAttrs<Attrs>();
  }
  int num_inputs() const { return node_->num_inputs(); }
  int num_outputs() const { return node_->num_outputs(); }
  DType input_dtype(int i) const { return node_->input(i).dtype(); }
  DType output_dtype(int i) const { return node_->output_dtype(i); }
  // Shapes as inferred for this plan: when fully defined, they are those of
  // every run.
  const Shape& input_shape(int i) const { return node_->input(i).shape(); }
  const Shape& output_shape(int i) const { return node_->output_shape(i); }
  // True when all inputs and outputs have fully defined shapes.
  bool has_static_shapes() const;
  // The value of input i when it is the same in every run, else null.
  const Tensor* constant(int i) const {
    return static_cast<size_t>(i) < constants_.size() && constants_[i]
               ? &constants_[i]
               : nullptr;
  }
  Device& device() const { return *device_; }
  ResourceStore& resources() const { return *resources_; }

 private:
  const Node* node_;
  Device* device_;
  ResourceStore* resources_;
  absl::Span<const Tensor> constants_;
};

// Made once per node and plan; serves all runs and threads, hence const.
// State lives in the ResourceStore, what belongs to one run in the KernelState
// of the plan instance.
class Kernel {
 public:
  virtual ~Kernel() = default;
  // Reads context.input(i), writes the outputs. Errors carry the local clause
  // ("Incompatible shapes: [2] vs. [3]"): the executor prepends the node.
  [[nodiscard]] virtual absl::Status Compute(KernelContext& context) const = 0;
  // What one plan instance needs besides its tensors (argument blocks,
  // scratch): made once per instance, found by context.state().
  virtual absl::StatusOr<std::unique_ptr<KernelState>> Bind() const {
    return std::unique_ptr<KernelState>();
  }
  // Bytes of scratch memory that Compute finds at context.scratch(), 64-byte
  // aligned; planned like a tensor. Fixed for the kernel.
  virtual size_t scratch_bytes() const { return 0; }
  // The implementation chosen, for explain and bench: "brgemm:avx512_core".
  virtual std::string implementation() const { return ""; }
};

// Makes a kernel for a node or refuses with a reason (UNIMPLEMENTED: the next
// candidate is asked; any other code ends the search).
using KernelFactory =
    absl::StatusOr<std::unique_ptr<Kernel>> (*)(const KernelInfo& info);

}  // namespace thalweg
