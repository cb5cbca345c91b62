// Cross on the CPU.
#include "thalweg/ops/math/cross.h"

#include <cstddef>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

using CrossFunction = void (*)(const void* a, const void* b, void* product,
                               int64_t vectors);

// In A: wide enough that unsigned arithmetic wraps instead of being promoted.
template <class T, class A>
void CrossLoop(const void* a_data, const void* b_data, void* product,
               int64_t vectors) {
  const auto* a = static_cast<const T*>(a_data);
  const auto* b = static_cast<const T*>(b_data);
  auto* out = static_cast<T*>(product);
  for (int64_t i = 0; i < vectors; ++i, a += 3, b += 3, out += 3) {
    for (int j = 0; j < 3; ++j) {
      const int k = (j + 1) % 3, l = (j + 2) % 3;
      out[j] = static_cast<T>(A(a[k]) * A(b[l]) - A(a[l]) * A(b[k]));
    }
  }
}

CrossFunction FindCross(DType dtype) {
  switch (dtype) {
    case kFloat:
      return &CrossLoop<float, float>;
    case kDouble:
      return &CrossLoop<double, double>;
    case kHalf:
      return &CrossLoop<Half, float>;
    case kBfloat16:
      return &CrossLoop<BFloat16, float>;
    default:
      return UnsignedTypes::For(AsUnsigned(dtype),
                                [](auto zero) -> CrossFunction {
                                  return &CrossLoop<decltype(zero), uint64_t>;
                                });
  }
}

class CrossKernel final : public Kernel {
 public:
  explicit CrossKernel(const KernelInfo& info)
      : cross_(FindCross(info.output_dtype(0))),
        vector_bytes_(3 * DTypeSize(info.output_dtype(0))) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& a = context.input(0);
    const Tensor& b = context.input(1);
    ASSIGN_OR_RETURN(const Shape shape, CrossShape(a.shape(), b.shape()));
    ASSIGN_OR_RETURN(Tensor * product, context.Output(0, shape));
    auto* const out = static_cast<char*>(product->mutable_raw());
    context.ParallelRange(a.num_elements() / 3, kCheapGrain,
                          [&](int64_t begin, int64_t end) {
                            const size_t first = begin * vector_bytes_;
                            cross_(static_cast<const char*>(a.raw()) + first,
                                   static_cast<const char*>(b.raw()) + first,
                                   out + first, end - begin);
                          });
    return absl::OkStatus();
  }

 private:
  const CrossFunction cross_;
  const size_t vector_bytes_;
};

const KernelRegistration kCross =
    CpuKernel<CrossKernel>("Cross").For("T", kRealNumbers);

}  // namespace
}  // namespace thalweg
