#include "thalweg/kernels/cpu/math/product.h"

#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/math/product_blocks.h"

namespace thalweg {
namespace {

// Multiplications below which a call of oneDNN would cost more than the work.
constexpr int64_t kMaxSmall = 16 * 1024;

}  // namespace

absl::Status ProductPlan::Compute(KernelContext& context, KernelState* state,
                                  void* scratch) const {
  ASSIGN_OR_RETURN(Tensor * c, context.Output(0, spec_.output));
  return Run(context, state, scratch, context.input(0).raw(),
             context.input(1).raw(),
             spec_.epilogue.has_bias() ? context.input(2).raw() : nullptr,
             c->mutable_raw());
}

absl::StatusOr<ProductPlanRef> MakeDirectProductPlan(ProductSpec spec,
                                                     Device& device,
                                                     const Tensor* constant_b) {
  if (spec.dtype == kFloat && WorkOf(spec) > kMaxSmall) {
    auto plan = MakeOneDnnProductPlan(spec, device, constant_b);
    if (!absl::IsUnimplemented(plan.status())) return plan;
  }
  return MakeLoopProductPlan(std::move(spec), device);
}

absl::StatusOr<ProductPlanRef> MakeProductPlan(ProductSpec spec, Device& device,
                                               const Tensor* constant_b) {
  if (spec.dtype == kHalf || spec.dtype == kBfloat16) {
    return MakeHalfProductPlan(std::move(spec), device);
  }
  return MakeDirectProductPlan(std::move(spec), device, constant_b);
}

}  // namespace thalweg
