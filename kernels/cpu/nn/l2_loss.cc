// L2Loss on the CPU.
#include <optional>

#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/reducer.h"

namespace thalweg {
namespace {

class L2LossKernel final : public Kernel {
 public:
  explicit L2LossKernel(const KernelInfo& info)
      : sum_(ReductionOp::kHalfOfSquares, info.input_dtype(0)) {
    if (info.input_shape(0).IsFullyDefined()) plan_ = Plan(info.input_shape(0));
  }

  absl::Status Compute(KernelContext& context) const override {
    if (plan_.has_value()) {
      return sum_.Run(context, *plan_, context.scratch());
    }
    return sum_.Run(context, Plan(context.input(0).shape()));
  }

  size_t scratch_bytes() const override {
    return plan_.has_value() ? sum_.ScratchBytes(*plan_) : 0;
  }

 private:
  static ReductionPlan Plan(const Shape& shape) {
    return PlanReduction(shape, AxisMask(shape.rank(), true),
                         /*keep_dims=*/false, /*keeps_single_elements=*/false);
  }

  const Reducer sum_;
  std::optional<ReductionPlan> plan_;
};

const KernelRegistration kL2Loss =
    CpuKernel<L2LossKernel>("L2Loss").For("T", kFloating);

}  // namespace
}  // namespace thalweg
