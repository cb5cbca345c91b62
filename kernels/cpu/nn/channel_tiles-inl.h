// Tiles of images as floats by vectors, for the instruction set at hand.
#if defined(THALWEG_KERNELS_CPU_NN_CHANNEL_TILES_INL_H_) == \
    defined(HWY_TARGET_TOGGLE)
#ifdef THALWEG_KERNELS_CPU_NN_CHANNEL_TILES_INL_H_
#undef THALWEG_KERNELS_CPU_NN_CHANNEL_TILES_INL_H_
#else
#define THALWEG_KERNELS_CPU_NN_CHANNEL_TILES_INL_H_
#endif

#include <algorithm>
#include <cstdint>

#include "hwy/highway.h"
#include "thalweg/kernels/cpu/half_tiles-inl.h"
#include "thalweg/kernels/cpu/math/vector_loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

using FloatTag = hwy::HWY_NAMESPACE::ScalableTag<float>;
using FloatVector = hwy::HWY_NAMESPACE::Vec<FloatTag>;

// Values that are summed before they are added to a longer sum: so rounding
// does not grow with the number of values, and they are read again from the
// cache.
inline constexpr int64_t kTile = 4096;
// Columns of a tile at most.
inline constexpr int64_t kTileColumns = 512;

// step(i, count) for vectors of `count` of n elements, from i on.
template <class Step>
HWY_INLINE void ForVectors(int64_t n, Step step) {
  const int64_t lanes =
      static_cast<int64_t>(hwy::HWY_NAMESPACE::Lanes(FloatTag()));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) step(i, lanes);
  if (i < n) step(i, n - i);
}

// x[i...], 0 in lanes that are not filled.
HWY_INLINE FloatVector LoadPart(const float* x, int64_t count) {
  const FloatTag d;
  return count == static_cast<int64_t>(hwy::HWY_NAMESPACE::Lanes(d))
             ? hwy::HWY_NAMESPACE::LoadU(d, x)
             : LoadFirst(d, x, count);
}
HWY_INLINE void StorePart(FloatVector value, float* y, int64_t count) {
  const FloatTag d;
  if (count == static_cast<int64_t>(hwy::HWY_NAMESPACE::Lanes(d))) {
    hwy::HWY_NAMESPACE::StoreU(value, d, y);
  } else {
    StoreFirst(value, d, y, count);
  }
}

// Rows of floats, `stride` apart: those of the images themselves, or a copy.
struct Tile {
  const float* data;
  int64_t stride;
};
HWY_INLINE Tile TileOf(const float* x, int64_t stride, int64_t, int64_t,
                       float*) {
  return {x, stride};
}
template <class T>
HWY_INLINE Tile TileOf(const T* x, int64_t stride, int64_t rows,
                       int64_t columns, float* copy) {
  for (int64_t r = 0; r < rows; ++r) {
    ToFloat(x + r * stride, copy + r * columns, columns);
  }
  return {copy, columns};
}

// Calls body(column, columns, row, rows) for tiles that cover all.
template <class Body>
HWY_INLINE void ForTiles(int64_t rows, int64_t channels, Body body) {
  for (int64_t c = 0; c < channels; c += kTileColumns) {
    const int64_t columns = std::min(kTileColumns, channels - c);
    const int64_t step = kTile / columns;
    for (int64_t r = 0; r < rows; r += step) {
      body(c, columns, r, std::min(step, rows - r));
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#endif  // Per target.
