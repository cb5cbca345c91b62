#include <algorithm>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/half_conversion.h"
#include "thalweg/kernels/cpu/math/product_blocks.h"

namespace thalweg {
namespace {

template <class T>
class HalfProductPlan final : public ProductPlan {
 public:
  static absl::StatusOr<ProductPlanRef> Make(ProductSpec spec, Device& device) {
    ProductSpec inner = spec;
    inner.dtype = kFloat;
    inner.epilogue = FusedEpilogue();
    ASSIGN_OR_RETURN(auto product,
                     MakeDirectProductPlan(std::move(inner), device, nullptr));
    return std::make_shared<HalfProductPlan>(std::move(spec),
                                             std::move(product));
  }
  HalfProductPlan(ProductSpec spec, ProductPlanRef product)
      : ProductPlan(std::move(spec)), product_(std::move(product)) {}

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

  absl::Status Run(const KernelContext& context, KernelState* state,
                   void* scratch, const void* a, const void* b,
                   const void* bias, void* c) const override {
    auto* const wide_a = reinterpret_cast<float*>(
        static_cast<char*>(scratch) + AlignProduct(product_->scratch_bytes()));
    float* const wide_b = wide_a + SizeA();
    float* const wide_c = wide_b + SizeB();
    Widen(context, a, SizeA(), wide_a);
    Widen(context, b, SizeB(), wide_b);
    RETURN_IF_ERROR(product_->Run(context, state, scratch, wide_a, wide_b,
                                  nullptr, wide_c));
    const int64_t n = std::max<int64_t>(spec_.n, 1);
    context.ParallelRange(
        SizeC() / n, kProductGrain / n + 1, [&](int64_t begin, int64_t end) {
          T* const rows = static_cast<T*>(c) + begin * n;
          ConvertFromFloat(wide_c + begin * n, rows, (end - begin) * n);
          if (!spec_.epilogue.has_bias()) return;
          spec_.epilogue.ApplyToRows(bias, rows, end - begin, n, n);
        });
    return absl::OkStatus();
  }

 private:
  static void Widen(const KernelContext& context, const void* from,
                    int64_t size, float* to) {
    context.ParallelRange(size, kProductGrain, [&](int64_t begin, int64_t end) {
      ConvertToFloat(static_cast<const T*>(from) + begin, to + begin,
                     end - begin);
    });
  }
  int64_t SizeA() const { return spec_.num_a * spec_.m * spec_.k; }
  int64_t SizeB() const { return spec_.num_b * spec_.k * spec_.n; }
  int64_t SizeC() const {
    return static_cast<int64_t>(spec_.a_of.size()) * spec_.m * spec_.n;
  }

  const ProductPlanRef product_;
};

}  // namespace

absl::StatusOr<ProductPlanRef> MakeHalfProductPlan(ProductSpec spec,
                                                   Device& device) {
  if (spec.dtype == kHalf) {
    return HalfProductPlan<Half>::Make(std::move(spec), device);
  }
  return HalfProductPlan<BFloat16>::Make(std::move(spec), device);
}

}  // namespace thalweg
