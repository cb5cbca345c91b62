#include "thalweg/kernels/cpu/math/product.h"

#include <utility>

#include "thalweg/kernels/cpu/math/product_plan.h"

namespace thalweg {
namespace {

// Multiplications below which a call of oneDNN would cost more than the work.
constexpr int64_t kMaxSmall = 16 * 1024;

}  // namespace

absl::StatusOr<ProductPlanRef> MakeDirectProductPlan(ProductSpec spec,
                                                     Device& device,
                                                     const Tensor* constant_b) {
  if (spec.dtype == kFloat && WorkOf(spec) > kMaxSmall) {
    auto plan = MakeOneDnnProductPlan(spec, device, constant_b);
    if (!absl::IsUnimplemented(plan.status())) return plan;
  }
  return MakeLoopProductPlan(std::move(spec), device);
}

absl::StatusOr<std::shared_ptr<const ShapePlan>> MakeProductPlan(
    ProductSpec spec, Device& device, const Tensor* constant_b) {
  if (spec.dtype == kHalf || spec.dtype == kBfloat16) {
    return MakeHalfProductPlan(std::move(spec), device);
  }
  return MakeDirectProductPlan(std::move(spec), device, constant_b);
}

}  // namespace thalweg
