// VariableHandleKernel: finds or makes the session's variable of a node.
#pragma once

#include <memory>
#include <utility>

#include "thalweg/kernels/kernel.h"

namespace thalweg {

// Gives a scalar that holds the variable, found once when the kernel is made.
class VariableHandleKernel : public Kernel {
 public:
  // INVALID_ARGUMENT when the session's resource of that name is no variable of
  // the node's dtype and shape, or lies in the memory of another device.
  static absl::StatusOr<std::unique_ptr<VariableHandleKernel>> Create(
      const KernelInfo& info);
  absl::Status Compute(KernelContext& context) const override;

 private:
  explicit VariableHandleKernel(Tensor handle) : handle_(std::move(handle)) {}

  const Tensor handle_;
};

}  // namespace thalweg
