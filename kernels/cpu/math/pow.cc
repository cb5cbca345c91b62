// Pow of floating numbers.

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/math/pow.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, as Highway wants it.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/math/vector_loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

// |x|^y with the sign that x has to a whole power y, or NaN: right for a finite
// x that is not 0 and a finite y.
template <class M, class V>
HWY_INLINE V FinitePow(const M& m, V x, V y) {
  const V zero = m.Const(0);
  const V magnitude = m.Exp(m.Mul(y, m.Log(m.Abs(x))));
  const V half = m.Mul(y, m.Const(0.5));
  const V signed_power =
      m.If(m.Equal(half, m.Floor(half)), magnitude, m.Neg(magnitude));
  const V of_negative = m.If(m.Equal(y, m.Floor(y)), signed_power, m.NaN());
  return m.If(m.Less(x, zero), of_negative, magnitude);
}

// Where FinitePow is wrong.
inline bool IsUnusual(float x, float y) {
  return x == 0 || !std::isfinite(x) || !std::isfinite(y);
}

// In double, whose logarithm and exponential have bits to spare.
void PowFloat(const void* x_data, const void* y_data, void* z_data, int64_t n) {
  namespace hn = hwy::HWY_NAMESPACE;
  const auto* x = static_cast<const float*>(x_data);
  const auto* y = static_cast<const float*>(y_data);
  auto* z = static_cast<float*>(z_data);
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> d32;
  const VectorMath<decltype(d)> m{d};
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  HWY_ALIGN float x_lanes[HWY_MAX_BYTES / sizeof(double)] = {};
  HWY_ALIGN float y_lanes[HWY_MAX_BYTES / sizeof(double)] = {};
  HWY_ALIGN float z_lanes[HWY_MAX_BYTES / sizeof(double)];
  for (int64_t i = 0; i < n; i += lanes) {
    const int64_t count = std::min(lanes, n - i);
    if (count < lanes) {
      std::copy_n(x + i, count, x_lanes);
      std::copy_n(y + i, count, y_lanes);
    }
    const auto bases = hn::LoadU(d32, count < lanes ? x_lanes : x + i);
    const auto powers = hn::LoadU(d32, count < lanes ? y_lanes : y + i);
    const auto base = hn::PromoteTo(d, bases);
    const auto power = hn::PromoteTo(d, powers);
    const auto result = hn::DemoteTo(d32, FinitePow(m, base, power));
    const auto is_usual = m.And(m.And(m.Less(m.Abs(base), m.Infinity()),
                                      m.Less(m.Abs(power), m.Infinity())),
                                m.Less(m.Const(0), m.Abs(base)));
    if (count == lanes && hn::AllTrue(d, is_usual)) {
      hn::StoreU(result, d32, z + i);
      continue;
    }
    hn::Store(bases, d32, x_lanes);
    hn::Store(powers, d32, y_lanes);
    hn::Store(result, d32, z_lanes);
    for (int64_t j = 0; j < count; ++j) {
      z[i + j] = IsUnusual(x_lanes[j], y_lanes[j])
                     ? std::pow(x_lanes[j], y_lanes[j])
                     : z_lanes[j];
    }
  }
}

void PowDouble(const void* x_data, const void* y_data, void* z_data,
               int64_t n) {
  const auto* x = static_cast<const double*>(x_data);
  const auto* y = static_cast<const double*>(y_data);
  auto* z = static_cast<double*>(z_data);
  for (int64_t i = 0; i < n; ++i) z[i] = std::pow(x[i], y[i]);
}

struct CubeFunctor {
  template <class M, class V>
  static HWY_INLINE V Apply(const M& m, V x) {
    return m.Mul(m.Mul(x, x), x);
  }
};

UnaryFunctions CubeFunctions() { return UnaryFunctionsOf<CubeFunctor>(); }

BinaryFunctions PowFunctions() {
  return {&PowFloat, &PowDouble, &BinaryThroughFloat<&PowFloat, Half>,
          &BinaryThroughFloat<&PowFloat, BFloat16>};
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {
namespace {

HWY_EXPORT(PowFunctions);
HWY_EXPORT(CubeFunctions);

// The one power that all elements are raised to in every run, or 0.
double ConstantPower(const KernelInfo& info) {
  const Tensor* power = info.constant(1);
  if (power == nullptr || power->rank() != 0) return 0;
  switch (power->dtype()) {
    case kFloat:
      return power->scalar<float>();
    case kDouble:
      return power->scalar<double>();
    case kHalf:
      return static_cast<float>(power->scalar<Half>());
    default:
      return static_cast<float>(power->scalar<BFloat16>());
  }
}

absl::StatusOr<std::unique_ptr<Kernel>> MakePow(const KernelInfo& info) {
  const DType dtype = info.input_dtype(0);
  const double power = ConstantPower(info);
  if (power == 2) {
    return MakeUnaryKernel(info, FindFloatingUnary("Square", dtype));
  }
  if (power == 3) {
    return MakeUnaryKernel(info,
                           HWY_DYNAMIC_DISPATCH(CubeFunctions)().For(dtype));
  }
  const BinaryFunctions functions = HWY_DYNAMIC_DISPATCH(PowFunctions)();
  return MakeBinaryKernel(info, functions.For(dtype), {.grain = kDearGrain});
}

const KernelRegistration kPow =
    KernelCandidateBuilder("Pow", "CPU", &MakePow).For("T", kFloating);

}  // namespace
}  // namespace thalweg
#endif  // HWY_ONCE
