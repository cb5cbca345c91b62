// Conversions of half and bfloat16 from and to float, for the instruction set
// at hand: kernels of 16-bit types compute in float, a tile at a time.
#if defined(THALWEG_KERNELS_CPU_HALF_TILES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef THALWEG_KERNELS_CPU_HALF_TILES_INL_H_
#undef THALWEG_KERNELS_CPU_HALF_TILES_INL_H_
#else
#define THALWEG_KERNELS_CPU_HALF_TILES_INL_H_
#endif

#include <cstdint>

#include "hwy/highway.h"
#include "thalweg/graph/float16.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

// How many elements are converted at a time: they stay in the first cache.
inline constexpr int64_t kHalfTile = 512;

inline void ToFloat(const Half* from, float* to, int64_t n) {
  namespace hn = hwy::HWY_NAMESPACE;
  int64_t i = 0;
#if HWY_TARGET <= HWY_AVX2
  const hn::ScalableTag<float> d;
  const hn::Rebind<hwy::float16_t, decltype(d)> d16;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto* half = reinterpret_cast<const hwy::float16_t*>(from);
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(hn::PromoteTo(d, hn::LoadU(d16, half + i)), d, to + i);
  }
#endif
  for (; i < n; ++i) to[i] = static_cast<float>(from[i]);
}

inline void FromFloat(const float* from, Half* to, int64_t n) {
  namespace hn = hwy::HWY_NAMESPACE;
  int64_t i = 0;
#if HWY_TARGET <= HWY_AVX2
  const hn::ScalableTag<float> d;
  const hn::Rebind<hwy::float16_t, decltype(d)> d16;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  auto* half = reinterpret_cast<hwy::float16_t*>(to);
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(hn::DemoteTo(d16, hn::LoadU(d, from + i)), d16, half + i);
  }
#endif
  for (; i < n; ++i) to[i] = Half(from[i]);
}

inline void ToFloat(const BFloat16* from, float* to, int64_t n) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::ScalableTag<uint32_t> d;
  const hn::Rebind<uint16_t, decltype(d)> d16;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto* bits = reinterpret_cast<const uint16_t*>(from);
  auto* wide = reinterpret_cast<uint32_t*>(to);
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto value = hn::PromoteTo(d, hn::LoadU(d16, bits + i));
    hn::StoreU(hn::ShiftLeft<16>(value), d, wide + i);
  }
  for (; i < n; ++i) to[i] = static_cast<float>(from[i]);
}

inline void FromFloat(const float* from, BFloat16* to, int64_t n) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::ScalableTag<uint32_t> d;
  const hn::Rebind<int32_t, decltype(d)> di;
  const hn::Rebind<uint16_t, decltype(d)> d16;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const auto* wide = reinterpret_cast<const uint32_t*>(from);
  auto* bits = reinterpret_cast<uint16_t*>(to);
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto value = hn::LoadU(d, wide + i);
    const auto top = hn::ShiftRight<16>(value);
    const auto odd = hn::And(top, hn::Set(d, 1));
    const auto rounded =
        hn::ShiftRight<16>(hn::Add(value, hn::Add(odd, hn::Set(d, 0x7fff))));
    const auto magnitude = hn::And(value, hn::Set(d, 0x7fffffff));
    const auto is_nan =
        hn::Gt(hn::BitCast(di, magnitude), hn::Set(di, 0x7f800000));
    const auto nan =
        hn::Or(hn::And(top, hn::Set(d, 0x8000)), hn::Set(d, 0x7fc0));
    const auto result = hn::IfThenElse(hn::RebindMask(d, is_nan), nan, rounded);
    hn::StoreU(hn::DemoteTo(d16, hn::BitCast(di, result)), d16, bits + i);
  }
  for (; i < n; ++i) to[i] = BFloat16(from[i]);
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#endif  // Per target.
