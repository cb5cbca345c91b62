// ApplyKernel: the CPU kernel of every op that updates a variable with a dense
// gradient.
#pragma once

#include <string>
#include <vector>

#include "thalweg/kernels/cpu/training/update.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {

// Inputs [0, variables) are references or handles, input `gradient` is the
// gradient, the others are the rule's scalars in their order. A reference op
// gives input 0 on.
class ApplyKernel : public Kernel {
 public:
  ApplyKernel(const KernelInfo& info, UpdateRule rule, int variables,
              int gradient);
  absl::Status Compute(KernelContext& context) const override;

 private:
  absl::Status CheckScalars(const KernelContext& context) const;
  absl::Status CheckValue(const KernelContext& context, int i,
                          const Tensor& value) const;
  absl::Status Update(const KernelContext& context,
                      absl::Span<Tensor* const> values) const;

  const UpdateFunction update_;
  const int variables_;
  const int gradient_;
  const DType dtype_;
  // The inputs that are scalars.
  std::vector<int> scalars_;
  // For messages.
  std::vector<std::string> input_names_;
};

}  // namespace thalweg
