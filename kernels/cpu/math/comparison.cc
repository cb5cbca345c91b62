// Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual.
#include "thalweg/ops/math/comparison.h"

#include <algorithm>
#include <complex>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/half_conversion.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"

namespace thalweg {
namespace {

template <class F, class T>
void CompareLoop(const void* x_data, const void* y_data, void* z, int64_t n) {
  const auto* x = static_cast<const T*>(x_data);
  const auto* y = static_cast<const T*>(y_data);
  StoreEach(static_cast<uint8_t*>(z), n,
            [x, y](int64_t i) -> uint8_t { return F()(x[i], y[i]) ? 1 : 0; });
}

// Half and bfloat16.
template <class F, class H>
void CompareHalves(const void* x, const void* y, void* z, int64_t n) {
  constexpr int64_t kTile = 256;
  float x_tile[kTile];
  float y_tile[kTile];
  for (int64_t i = 0; i < n; i += kTile) {
    const int64_t count = std::min(kTile, n - i);
    ConvertToFloat(static_cast<const H*>(x) + i, x_tile, count);
    ConvertToFloat(static_cast<const H*>(y) + i, y_tile, count);
    CompareLoop<F, float>(x_tile, y_tile, static_cast<uint8_t*>(z) + i, count);
  }
}

template <class F>
BinaryFunction FloatingComparison(DType dtype) {
  switch (dtype) {
    case kFloat:
      return &CompareLoop<F, float>;
    case kDouble:
      return &CompareLoop<F, double>;
    case kHalf:
      return &CompareHalves<F, Half>;
    default:
      return &CompareHalves<F, BFloat16>;
  }
}

template <class F>
absl::StatusOr<std::unique_ptr<Kernel>> MakeOrder(const KernelInfo& info) {
  const DType dtype = info.input_dtype(0);
  if (kFloating.contains(dtype)) {
    return MakeBinaryKernel(info, FloatingComparison<F>(dtype));
  }
  return MakeBinaryKernel(
      info, IntegerTypes::For(dtype, [](auto x) -> BinaryFunction {
        return &CompareLoop<F, decltype(x)>;
      }));
}

// Of integers only the size matters.
template <class F>
BinaryFunction EqualityFunction(DType dtype) {
  if (kFloating.contains(dtype)) return FloatingComparison<F>(dtype);
  if (dtype == kComplex64) return &CompareLoop<F, std::complex<float>>;
  if (dtype == kComplex128) return &CompareLoop<F, std::complex<double>>;
  switch (DTypeSize(dtype)) {
    case 1:
      return &CompareLoop<F, uint8_t>;
    case 2:
      return &CompareLoop<F, uint16_t>;
    case 4:
      return &CompareLoop<F, uint32_t>;
    default:
      return &CompareLoop<F, uint64_t>;
  }
}

template <class F>
absl::StatusOr<std::unique_ptr<Kernel>> MakeEquality(const KernelInfo& info) {
  ASSIGN_OR_RETURN(EqualAttrs attrs, info.attrs<EqualAttrs>());
  BinaryOptions options;
  if (!attrs.incompatible_shape_error) {
    options.on_incompatible_shapes = F()(0, 1);
  }
  return MakeBinaryKernel(info, EqualityFunction<F>(info.input_dtype(0)),
                          options);
}

constexpr DTypeSet kEqualityTypes = kNumbersAndQuantized | kBool;

const KernelRegistration kEqual =
    KernelCandidateBuilder("Equal", "CPU", &MakeEquality<std::equal_to<>>)
        .For("T", kEqualityTypes);
const KernelRegistration kNotEqual =
    KernelCandidateBuilder("NotEqual", "CPU",
                           &MakeEquality<std::not_equal_to<>>)
        .For("T", kEqualityTypes);
const KernelRegistration kLess =
    KernelCandidateBuilder("Less", "CPU", &MakeOrder<std::less<>>)
        .For("T", kRealNumbers);
const KernelRegistration kLessEqual =
    KernelCandidateBuilder("LessEqual", "CPU", &MakeOrder<std::less_equal<>>)
        .For("T", kRealNumbers);
const KernelRegistration kGreater =
    KernelCandidateBuilder("Greater", "CPU", &MakeOrder<std::greater<>>)
        .For("T", kRealNumbers);
const KernelRegistration kGreaterEqual =
    KernelCandidateBuilder("GreaterEqual", "CPU",
                           &MakeOrder<std::greater_equal<>>)
        .For("T", kRealNumbers);

}  // namespace
}  // namespace thalweg
