#include <algorithm>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/half_conversion.h"
#include "thalweg/kernels/cpu/math/product_plan.h"

namespace thalweg {
namespace {

template <class T>
class HalfProductPlan final : public ShapePlan {
 public:
  static absl::StatusOr<std::shared_ptr<const ShapePlan>> Make(ProductSpec spec,
                                                               Device& device) {
    ProductSpec inner = spec;
    inner.dtype = kFloat;
    inner.epilogue = FusedEpilogue();
    ASSIGN_OR_RETURN(auto product,
                     MakeDirectProductPlan(std::move(inner), device, nullptr));
    return std::make_shared<HalfProductPlan>(std::move(spec),
                                             std::move(product));
  }
  HalfProductPlan(ProductSpec spec, ProductPlanRef product)
      : spec_(std::move(spec)), product_(std::move(product)) {}

  std::string implementation() const override {
    return product_->implementation();
  }
  size_t scratch_bytes() const override {
    return AlignProduct(product_->scratch_bytes()) +
           sizeof(float) * (SizeA() + SizeB() + SizeC());
  }
  absl::StatusOr<std::unique_ptr<KernelState>> Bind() const override {
    return product_->Bind();
  }

  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const override {
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, spec_.output));
    auto* const a = reinterpret_cast<float*>(
        static_cast<char*>(scratch) + AlignProduct(product_->scratch_bytes()));
    float* const b = a + SizeA();
    float* const c = b + SizeB();
    Widen(context, context.input(0), a);
    Widen(context, context.input(1), b);
    RETURN_IF_ERROR(product_->Run(context, state, scratch, a, b, nullptr, c));
    T* const result = output->mutable_data<T>();
    context.ParallelRange(
        SizeC() / std::max<int64_t>(spec_.n, 1),
        kProductGrain / std::max<int64_t>(spec_.n, 1) + 1,
        [&](int64_t begin, int64_t end) {
          T* const rows = result + begin * spec_.n;
          ConvertFromFloat(c + begin * spec_.n, rows, (end - begin) * spec_.n);
          if (spec_.epilogue.has_bias()) {
            spec_.epilogue.ApplyToRows(context.input(2).raw(), rows,
                                       end - begin, spec_.n, spec_.n);
          }
        });
    return absl::OkStatus();
  }

 private:
  static void Widen(const KernelContext& context, const Tensor& from,
                    float* to) {
    context.ParallelRange(
        from.num_elements(), kProductGrain, [&](int64_t begin, int64_t end) {
          ConvertToFloat(from.data<T>() + begin, to + begin, end - begin);
        });
  }
  int64_t SizeA() const { return spec_.num_a * spec_.m * spec_.k; }
  int64_t SizeB() const { return spec_.num_b * spec_.k * spec_.n; }
  int64_t SizeC() const {
    return static_cast<int64_t>(spec_.a_of.size()) * spec_.m * spec_.n;
  }

  const ProductSpec spec_;
  const ProductPlanRef product_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const ShapePlan>> MakeHalfProductPlan(
    ProductSpec spec, Device& device) {
  if (spec.dtype == kHalf) {
    return HalfProductPlan<Half>::Make(std::move(spec), device);
  }
  return HalfProductPlan<BFloat16>::Make(std::move(spec), device);
}

}  // namespace thalweg
