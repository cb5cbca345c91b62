#include "thalweg/kernels/cpu/nn/batch_norm_loops.h"

#include <algorithm>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/nn/batch_norm_loops.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, as Highway wants it.
#include "thalweg/kernels/cpu/half_tiles-inl.h"
#include "thalweg/kernels/cpu/math/vector_loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

// Values that are summed before they are added to a longer sum: so rounding
// does not grow with the number of values, and they are read again from the
// cache.
constexpr int64_t kTile = 4096;
// Columns of a tile at most.
constexpr int64_t kTileColumns = 512;

// step(i, count) for vectors of `count` of n elements, from i on.
template <class Step>
HWY_INLINE void ForVectors(int64_t n, Step step) {
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(D()));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) step(i, lanes);
  if (i < n) step(i, n - i);
}

// x[i...], 0 in lanes that are not filled.
HWY_INLINE V Load(const float* x, int64_t count) {
  const D d;
  return count == static_cast<int64_t>(hn::Lanes(d)) ? hn::LoadU(d, x)
                                                     : LoadFirst(d, x, count);
}
HWY_INLINE void Store(V value, float* y, int64_t count) {
  const D d;
  if (count == static_cast<int64_t>(hn::Lanes(d))) {
    hn::StoreU(value, d, y);
  } else {
    StoreFirst(value, d, y, count);
  }
}

// Rows of floats, `stride` apart: those of the images themselves, or a copy.
struct Tile {
  const float* data;
  int64_t stride;
};
template <class T>
HWY_INLINE Tile TileOf(const T* x, int64_t stride, int64_t rows,
                       int64_t columns, float* copy) {
  if constexpr (std::is_same_v<T, float>) return {x, stride};
  for (int64_t r = 0; r < rows; ++r) {
    if constexpr (!std::is_same_v<T, float>) {
      ToFloat(x + r * stride, copy + r * columns, columns);
    }
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

// ---- Moments ----

// The sum of a vector of columns over rows.
template <class Value>
HWY_INLINE V SumRows(int64_t rows, Value value) {
  V even = hn::Zero(D()), odd = even;
  int64_t r = 0;
  for (; r + 2 <= rows; r += 2) {
    even = hn::Add(even, value(r));
    odd = hn::Add(odd, value(r + 1));
  }
  if (r < rows) even = hn::Add(even, value(r));
  return hn::Add(even, odd);
}

// Adds a tile to columns that have these moments of `before` rows.
HWY_INLINE void AddTile(const Tile& tile, int64_t rows, int64_t columns,
                        int64_t before, float* mean, float* squares) {
  const D d;
  const auto all = static_cast<float>(before + rows);
  const V scale = hn::Set(d, 1.0f / static_cast<float>(rows));
  const V share = hn::Set(d, static_cast<float>(rows) / all);
  const V cross =
      hn::Set(d, static_cast<float>(before) * (static_cast<float>(rows) / all));
  ForVectors(columns, [&](int64_t i, int64_t count) HWY_ATTR {
    const auto at = [&](int64_t r) HWY_ATTR {
      return Load(tile.data + r * tile.stride + i, count);
    };
    const V own = hn::Mul(SumRows(rows, at), scale);
    const V deviations = SumRows(rows, [&](int64_t r) HWY_ATTR {
      const V deviation = hn::Sub(at(r), own);
      return hn::Mul(deviation, deviation);
    });
    const V old = Load(mean + i, count);
    const V apart = hn::Sub(own, old);
    const V shift = hn::Mul(hn::Mul(apart, apart), cross);
    Store(hn::MulAdd(apart, share, old), mean + i, count);
    Store(hn::Add(Load(squares + i, count), hn::Add(deviations, shift)),
          squares + i, count);
  });
}

template <class T>
void RowMoments(const T* x, int64_t rows, int64_t channels, float* mean,
                float* squares) {
  HWY_ALIGN float copy[std::is_same_v<T, float> ? 1 : kTile];
  std::fill_n(mean, channels, 0.0f);
  std::fill_n(squares, channels, 0.0f);
  ForTiles(rows, channels,
           [&](int64_t c, int64_t columns, int64_t r, int64_t count) HWY_ATTR {
             AddTile(
                 TileOf(x + r * channels + c, channels, count, columns, copy),
                 count, columns, r, mean + c, squares + c);
           });
}

// The sum of value(i, count) over n elements.
template <class Value>
HWY_INLINE float SumAll(int64_t n, Value value) {
  const D d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  V sums[4] = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    sums[0] = hn::Add(sums[0], value(i, lanes));
    sums[1] = hn::Add(sums[1], value(i + lanes, lanes));
    sums[2] = hn::Add(sums[2], value(i + 2 * lanes, lanes));
    sums[3] = hn::Add(sums[3], value(i + 3 * lanes, lanes));
  }
  for (; i < n; i += lanes) {
    sums[0] = hn::Add(sums[0], value(i, std::min(lanes, n - i)));
  }
  const V sum = hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]));
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

template <class T>
void PlaneMoments(const T* x, int64_t n, int64_t before, double* mean,
                  double* squares) {
  HWY_ALIGN float copy[std::is_same_v<T, float> ? 1 : kTile];
  const D d;
  for (int64_t begin = 0; begin < n; begin += kTile) {
    const int64_t count = std::min(kTile, n - begin);
    const float* const data = TileOf(x + begin, 0, 1, count, copy).data;
    const float own =
        SumAll(count, [&](int64_t i, int64_t lanes)
                          HWY_ATTR { return Load(data + i, lanes); }) /
        static_cast<float>(count);
    const V center = hn::Set(d, own);
    const float deviations =
        SumAll(count, [&](int64_t i, int64_t lanes) HWY_ATTR {
          V deviation = hn::Sub(Load(data + i, lanes), center);
          if (lanes < static_cast<int64_t>(hn::Lanes(d))) {
            deviation = hn::IfThenElseZero(hn::FirstN(d, lanes), deviation);
          }
          return hn::Mul(deviation, deviation);
        });
    const double old = static_cast<double>(before + begin);
    const double share = static_cast<double>(count) / (old + count);
    const double apart = own - *mean;
    *mean += apart * share;
    *squares += deviations + apart * apart * old * share;
  }
}

// ---- Sums for the gradient ----

template <class T>
void RowSums(const T* x, const T* dy, int64_t rows, int64_t channels,
             const float* mean, float* sum, float* products) {
  HWY_ALIGN float x_copy[std::is_same_v<T, float> ? 1 : kTile];
  HWY_ALIGN float dy_copy[std::is_same_v<T, float> ? 1 : kTile];
  std::fill_n(sum, channels, 0.0f);
  std::fill_n(products, channels, 0.0f);
  ForTiles(
      rows, channels,
      [&](int64_t c, int64_t columns, int64_t r, int64_t rows_here) HWY_ATTR {
        const int64_t first = r * channels + c;
        const Tile xs = TileOf(x + first, channels, rows_here, columns, x_copy);
        const Tile dys =
            TileOf(dy + first, channels, rows_here, columns, dy_copy);
        ForVectors(columns, [&](int64_t i, int64_t count) HWY_ATTR {
          const V center = Load(mean + c + i, count);
          V product = hn::Zero(D());
          const V own = SumRows(rows_here, [&](int64_t r) HWY_ATTR {
            const V g = Load(dys.data + r * dys.stride + i, count);
            const V u =
                hn::Sub(Load(xs.data + r * xs.stride + i, count), center);
            product = hn::MulAdd(g, u, product);
            return g;
          });
          Store(hn::Add(Load(sum + c + i, count), own), sum + c + i, count);
          Store(hn::Add(Load(products + c + i, count), product),
                products + c + i, count);
        });
      });
}

template <class T>
void PlaneSums(const T* x, const T* dy, int64_t n, float mean, double* sum,
               double* products) {
  HWY_ALIGN float x_copy[std::is_same_v<T, float> ? 1 : kTile];
  HWY_ALIGN float dy_copy[std::is_same_v<T, float> ? 1 : kTile];
  const D d;
  const V center = hn::Set(d, mean);
  for (int64_t begin = 0; begin < n; begin += kTile) {
    const int64_t count = std::min(kTile, n - begin);
    const float* const xs = TileOf(x + begin, 0, 1, count, x_copy).data;
    const float* const dys = TileOf(dy + begin, 0, 1, count, dy_copy).data;
    V product = hn::Zero(d);
    *sum += SumAll(count, [&](int64_t i, int64_t lanes) HWY_ATTR {
      const V g = Load(dys + i, lanes);
      product = hn::MulAdd(g, hn::Sub(Load(xs + i, lanes), center), product);
      return g;
    });
    *products += hn::GetLane(hn::SumOfLanes(d, product));
  }
}

// ---- Normalisation ----

// The factor of element i: its own, or the same for all.
struct ByColumn {
  static HWY_INLINE V At(const float* factors, int64_t i, int64_t count) {
    return Load(factors + i, count);
  }
};
struct Same {
  static HWY_INLINE V At(const float* factors, int64_t, int64_t) {
    return hn::Set(D(), *factors);
  }
};

template <class Factor>
HWY_INLINE void Normalize(const float* x, int64_t n, const NormFactors& f,
                          int64_t first, float* y) {
  ForVectors(n, [&](int64_t i, int64_t count) HWY_ATTR {
    const V u =
        hn::Sub(Load(x + i, count), Factor::At(f.mean, first + i, count));
    Store(hn::MulAdd(u, Factor::At(f.factor, first + i, count),
                     Factor::At(f.offset, first + i, count)),
          y + i, count);
  });
}

template <class Factor, class T>
HWY_INLINE void NormalizeRow(const T* x, int64_t n, const NormFactors& f,
                             T* y) {
  if constexpr (std::is_same_v<T, float>) {
    Normalize<Factor>(x, n, f, 0, y);
  } else {
    HWY_ALIGN float tile[kHalfTile];
    for (int64_t i = 0; i < n; i += kHalfTile) {
      const int64_t count = std::min(kHalfTile, n - i);
      ToFloat(x + i, tile, count);
      Normalize<Factor>(tile, count, f, i, tile);
      FromFloat(tile, y + i, count);
    }
  }
}

template <class T>
void NormalizeRows(const T* x, int64_t rows, int64_t channels,
                   const NormFactors& factors, T* y) {
  for (int64_t r = 0; r < rows; ++r, x += channels, y += channels) {
    NormalizeRow<ByColumn>(x, channels, factors, y);
  }
}

template <class T>
void NormalizePlane(const T* x, int64_t n, const NormFactors& factors, T* y) {
  NormalizeRow<Same>(x, n, factors, y);
}

template <class Factor>
HWY_INLINE void Gradient(const float* x, const float* dy, int64_t n,
                         const NormGradFactors& f, int64_t first, float* dx) {
  ForVectors(n, [&](int64_t i, int64_t count) HWY_ATTR {
    const auto at = [&](const float* factors) HWY_ATTR {
      return Factor::At(factors, first + i, count);
    };
    const V u = hn::Sub(Load(x + i, count), at(f.mean));
    const V g = hn::Sub(Load(dy + i, count), at(f.mean_dy));
    Store(hn::Mul(at(f.factor), hn::NegMulAdd(u, at(f.slope), g)), dx + i,
          count);
  });
}

template <class Factor, class T>
HWY_INLINE void RowGradient(const T* x, const T* dy, int64_t n,
                            const NormGradFactors& f, T* dx) {
  if constexpr (std::is_same_v<T, float>) {
    Gradient<Factor>(x, dy, n, f, 0, dx);
  } else {
    HWY_ALIGN float x_tile[kHalfTile];
    HWY_ALIGN float dy_tile[kHalfTile];
    for (int64_t i = 0; i < n; i += kHalfTile) {
      const int64_t count = std::min(kHalfTile, n - i);
      ToFloat(x + i, x_tile, count);
      ToFloat(dy + i, dy_tile, count);
      Gradient<Factor>(x_tile, dy_tile, count, f, i, x_tile);
      FromFloat(x_tile, dx + i, count);
    }
  }
}

template <class T>
void RowsGradient(const T* x, const T* dy, int64_t rows, int64_t channels,
                  const NormGradFactors& factors, T* dx) {
  for (int64_t r = 0; r < rows; ++r) {
    const int64_t first = r * channels;
    RowGradient<ByColumn>(x + first, dy + first, channels, factors, dx + first);
  }
}

template <class T>
void PlaneGradient(const T* x, const T* dy, int64_t n,
                   const NormGradFactors& factors, T* dx) {
  RowGradient<Same>(x, dy, n, factors, dx);
}

template <class T>
BatchNormLoops<T> LoopsOf() {
  return {&RowMoments<T>,   &PlaneMoments<T>,  &RowSums<T>,
          &PlaneSums<T>,    &NormalizeRows<T>, &NormalizePlane<T>,
          &RowsGradient<T>, &PlaneGradient<T>};
}

BatchNormLoops<float> FloatLoops() { return LoopsOf<float>(); }
BatchNormLoops<Half> HalfLoops() { return LoopsOf<Half>(); }
BatchNormLoops<BFloat16> BFloat16Loops() { return LoopsOf<BFloat16>(); }

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {

HWY_EXPORT(FloatLoops);
HWY_EXPORT(HalfLoops);
HWY_EXPORT(BFloat16Loops);

template <>
BatchNormLoops<float> FindBatchNormLoops<float>() {
  return HWY_DYNAMIC_DISPATCH(FloatLoops)();
}
template <>
BatchNormLoops<Half> FindBatchNormLoops<Half>() {
  return HWY_DYNAMIC_DISPATCH(HalfLoops)();
}
template <>
BatchNormLoops<BFloat16> FindBatchNormLoops<BFloat16>() {
  return HWY_DYNAMIC_DISPATCH(BFloat16Loops)();
}

}  // namespace thalweg
#endif  // HWY_ONCE
