#include "thalweg/kernels/cpu/state/accumulate.h"

#include <complex>
#include <type_traits>

namespace thalweg {
namespace {

template <class T, Accumulation accumulation>
T Accumulated(T to, T from) {
  constexpr bool kAdds = accumulation == Accumulation::kAdd;
  if constexpr (std::is_integral_v<T>) {
    // Unsigned and at least as wide as int: it wraps around.
    using U = std::common_type_t<std::make_unsigned_t<T>, unsigned>;
    const U sum = kAdds ? U(to) + U(from) : U(to) - U(from);
    return static_cast<T>(sum);
  } else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) {
    const float a = float(to), b = float(from);
    return T(kAdds ? a + b : a - b);
  } else {
    return kAdds ? to + from : to - from;
  }
}

template <class T, Accumulation accumulation>
void Accumulate(const void* from, void* to, int64_t begin, int64_t end) {
  const T* source = static_cast<const T*>(from);
  T* target = static_cast<T*>(to);
  for (int64_t i = begin; i < end; ++i) {
    target[i] = Accumulated<T, accumulation>(target[i], source[i]);
  }
}

template <Accumulation accumulation>
AccumulateFunction Find(DType dtype) {
  switch (dtype) {
    case kHalf:
      return Accumulate<Half, accumulation>;
    case kBfloat16:
      return Accumulate<BFloat16, accumulation>;
    case kFloat:
      return Accumulate<float, accumulation>;
    case kDouble:
      return Accumulate<double, accumulation>;
    case kInt8:
      return Accumulate<int8_t, accumulation>;
    case kInt16:
      return Accumulate<int16_t, accumulation>;
    case kInt32:
      return Accumulate<int32_t, accumulation>;
    case kInt64:
      return Accumulate<int64_t, accumulation>;
    case kUint8:
      return Accumulate<uint8_t, accumulation>;
    case kUint16:
      return Accumulate<uint16_t, accumulation>;
    case kUint32:
      return Accumulate<uint32_t, accumulation>;
    case kUint64:
      return Accumulate<uint64_t, accumulation>;
    case kComplex64:
      return Accumulate<std::complex<float>, accumulation>;
    case kComplex128:
      return Accumulate<std::complex<double>, accumulation>;
    default:
      return nullptr;
  }
}

}  // namespace

AccumulateFunction FindAccumulate(DType dtype, Accumulation accumulation) {
  return accumulation == Accumulation::kAdd
             ? Find<Accumulation::kAdd>(dtype)
             : Find<Accumulation::kSubtract>(dtype);
}

}  // namespace thalweg
