#include <algorithm>
#include <type_traits>

#include "thalweg/kernels/cpu/nn/channel_loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/nn/channel_formulas.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, as Highway wants it.
#include "thalweg/kernels/cpu/nn/channel_tiles-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using D = FloatTag;
using V = FloatVector;

HWY_INLINE V Normalized(V x, V mean, V factor, V offset) {
  return hn::MulAdd(hn::Sub(x, mean), factor, offset);
}
HWY_INLINE V GradientOf(V x, V dy, V mean, V factor, V mean_dy, V slope) {
  const V u = hn::Sub(x, mean);
  return hn::Mul(factor, hn::NegMulAdd(u, slope, hn::Sub(dy, mean_dy)));
}

// Where results of type T are computed as floats: in place, or in a copy that
// StoreTile takes there.
template <class T>
HWY_INLINE float* ResultTile(T* y, float* copy) {
  if constexpr (std::is_same_v<T, float>) {
    return y;
  } else {
    return copy;
  }
}
template <class T>
HWY_INLINE void StoreTile(const float* copy, int64_t stride, int64_t rows,
                          int64_t columns, T* y) {
  if constexpr (!std::is_same_v<T, float>) {
    for (int64_t r = 0; r < rows; ++r) {
      FromFloat(copy + r * columns, y + r * stride, columns);
    }
  }
}

template <class T>
void NormalizeRows(const T* x, int64_t rows, int64_t channels,
                   const NormFactors& f, T* y) {
  HWY_ALIGN float copy[std::is_same_v<T, float> ? 1 : kTile];
  ForTiles(
      rows, channels,
      [&](int64_t c, int64_t columns, int64_t r, int64_t rows_here) HWY_ATTR {
        const int64_t first = r * channels + c;
        const Tile from = TileOf(x + first, channels, rows_here, columns, copy);
        float* const to = ResultTile(y + first, copy);
        // Row by row: stores in another order than that of memory cost more
        // than factors that are loaded again.
        for (int64_t row = 0; row < rows_here; ++row) {
          const int64_t at = row * from.stride;
          ForVectors(columns, [&](int64_t i, int64_t count) HWY_ATTR {
            StorePart(Normalized(LoadPart(from.data + at + i, count),
                                 LoadPart(f.mean + c + i, count),
                                 LoadPart(f.factor + c + i, count),
                                 LoadPart(f.offset + c + i, count)),
                      to + at + i, count);
          });
        }
        StoreTile(copy, channels, rows_here, columns, y + first);
      });
}

template <class T>
void NormalizePlane(const T* x, int64_t n, const NormFactors& f, T* y) {
  HWY_ALIGN float copy[std::is_same_v<T, float> ? 1 : kTile];
  const D d;
  const V mean = hn::Set(d, *f.mean), factor = hn::Set(d, *f.factor),
          offset = hn::Set(d, *f.offset);
  for (int64_t begin = 0; begin < n; begin += kTile) {
    const int64_t size = std::min(kTile, n - begin);
    const float* const from = TileOf(x + begin, 0, 1, size, copy).data;
    float* const to = ResultTile(y + begin, copy);
    ForVectors(size, [&](int64_t i, int64_t count) HWY_ATTR {
      StorePart(Normalized(LoadPart(from + i, count), mean, factor, offset),
                to + i, count);
    });
    StoreTile(copy, 0, 1, size, y + begin);
  }
}

template <class T>
void RowGradient(const T* x, const T* dy, int64_t rows, int64_t channels,
                 const NormGradFactors& f, T* dx) {
  HWY_ALIGN float x_copy[std::is_same_v<T, float> ? 1 : kTile];
  HWY_ALIGN float dy_copy[std::is_same_v<T, float> ? 1 : kTile];
  ForTiles(
      rows, channels,
      [&](int64_t c, int64_t columns, int64_t r, int64_t rows_here) HWY_ATTR {
        const int64_t first = r * channels + c;
        const Tile xs = TileOf(x + first, channels, rows_here, columns, x_copy);
        const Tile dys =
            TileOf(dy + first, channels, rows_here, columns, dy_copy);
        float* const to = ResultTile(dx + first, x_copy);
        for (int64_t row = 0; row < rows_here; ++row) {
          const int64_t at = row * xs.stride;
          ForVectors(columns, [&](int64_t i, int64_t count) HWY_ATTR {
            StorePart(GradientOf(LoadPart(xs.data + at + i, count),
                                 LoadPart(dys.data + at + i, count),
                                 LoadPart(f.mean + c + i, count),
                                 LoadPart(f.factor + c + i, count),
                                 LoadPart(f.mean_dy + c + i, count),
                                 LoadPart(f.slope + c + i, count)),
                      to + at + i, count);
          });
        }
        StoreTile(x_copy, channels, rows_here, columns, dx + first);
      });
}

template <class T>
void PlaneGradient(const T* x, const T* dy, int64_t n, const NormGradFactors& f,
                   T* dx) {
  HWY_ALIGN float x_copy[std::is_same_v<T, float> ? 1 : kTile];
  HWY_ALIGN float dy_copy[std::is_same_v<T, float> ? 1 : kTile];
  const D d;
  const V mean = hn::Set(d, *f.mean), factor = hn::Set(d, *f.factor),
          mean_dy = hn::Set(d, *f.mean_dy), slope = hn::Set(d, *f.slope);
  for (int64_t begin = 0; begin < n; begin += kTile) {
    const int64_t size = std::min(kTile, n - begin);
    const float* const xs = TileOf(x + begin, 0, 1, size, x_copy).data;
    const float* const dys = TileOf(dy + begin, 0, 1, size, dy_copy).data;
    float* const to = ResultTile(dx + begin, x_copy);
    ForVectors(size, [&](int64_t i, int64_t count) HWY_ATTR {
      StorePart(GradientOf(LoadPart(xs + i, count), LoadPart(dys + i, count),
                           mean, factor, mean_dy, slope),
                to + i, count);
    });
    StoreTile(x_copy, 0, 1, size, dx + begin);
  }
}

ChannelFormulas<float> OfFloat() {
  return {&NormalizeRows<float>, &NormalizePlane<float>, &RowGradient<float>,
          &PlaneGradient<float>};
}
ChannelFormulas<Half> OfHalf() {
  return {&NormalizeRows<Half>, &NormalizePlane<Half>, &RowGradient<Half>,
          &PlaneGradient<Half>};
}
ChannelFormulas<BFloat16> OfBFloat16() {
  return {&NormalizeRows<BFloat16>, &NormalizePlane<BFloat16>,
          &RowGradient<BFloat16>, &PlaneGradient<BFloat16>};
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {

HWY_EXPORT(OfFloat);
HWY_EXPORT(OfHalf);
HWY_EXPORT(OfBFloat16);

template <>
ChannelFormulas<float> FindChannelFormulas<float>() {
  return HWY_DYNAMIC_DISPATCH(OfFloat)();
}
template <>
ChannelFormulas<Half> FindChannelFormulas<Half>() {
  return HWY_DYNAMIC_DISPATCH(OfHalf)();
}
template <>
ChannelFormulas<BFloat16> FindChannelFormulas<BFloat16>() {
  return HWY_DYNAMIC_DISPATCH(OfBFloat16)();
}

}  // namespace thalweg
#endif  // HWY_ONCE
