// ApplyKernel, SparseApplyKernel: the CPU kernels of every op that updates
// variables with a gradient.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "thalweg/kernels/cpu/training/update.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {

// What both have in common. Inputs [0, variables) are references or handles,
// input `gradient` is the gradient, those that are neither it nor `indices`
// (-1: there are none) are the rule's scalars in their order. A reference op
// gives input 0 on.
class UpdateKernel : public Kernel {
 public:
  absl::Status Compute(KernelContext& context) const override;

 protected:
  UpdateKernel(const KernelInfo& info, UpdateRule rule, int variables,
               int gradient, int indices);

  // Checks and changes the values of the variables, which are initialised and
  // of the gradient's dtype. `arguments` lacks only the states.
  virtual absl::Status Update(const KernelContext& context,
                              absl::Span<Tensor* const> values,
                              UpdateArguments arguments) const = 0;

  UpdateFunction update() const { return update_; }
  int gradient() const { return gradient_; }
  DType dtype() const { return dtype_; }
  const std::string& input_name(int i) const { return input_names_[i]; }

 private:
  absl::Status CheckScalars(const KernelContext& context) const;
  absl::Status CheckValue(const KernelContext& context, int i,
                          const Tensor& value) const;

  const UpdateFunction update_;
  const int variables_;
  const int gradient_;
  const DType dtype_;
  // The inputs that are scalars.
  std::vector<int> scalars_;
  // For messages.
  std::vector<std::string> input_names_;
};

// With a gradient of the variables' shape.
class ApplyKernel : public UpdateKernel {
 public:
  ApplyKernel(const KernelInfo& info, UpdateRule rule, int variables,
              int gradient)
      : UpdateKernel(info, rule, variables, gradient, /*indices=*/-1) {}

 private:
  absl::Status Update(const KernelContext& context,
                      absl::Span<Tensor* const> values,
                      UpdateArguments arguments) const override;
};

// With a gradient of the rows that a vector of indices names, one after
// another.
class SparseApplyKernel : public UpdateKernel {
 public:
  SparseApplyKernel(const KernelInfo& info, UpdateRule rule, int variables,
                    int gradient, int indices)
      : UpdateKernel(info, rule, variables, gradient, indices),
        indices_(indices) {}
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override;

 private:
  absl::Status Update(const KernelContext& context,
                      absl::Span<Tensor* const> values,
                      UpdateArguments arguments) const override;
  absl::Status CheckShapes(const KernelContext& context,
                           absl::Span<Tensor* const> values) const;

  const int indices_;
};

}  // namespace thalweg
