#include <algorithm>
#include <type_traits>

#include "thalweg/kernels/cpu/nn/channel_loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/nn/channel_sums.cc"
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
      return LoadPart(tile.data + r * tile.stride + i, count);
    };
    const V own = hn::Mul(SumRows(rows, at), scale);
    const V deviations = SumRows(rows, [&](int64_t r) HWY_ATTR {
      const V deviation = hn::Sub(at(r), own);
      return hn::Mul(deviation, deviation);
    });
    const V old = LoadPart(mean + i, count);
    const V apart = hn::Sub(own, old);
    const V shift = hn::Mul(hn::Mul(apart, apart), cross);
    StorePart(hn::MulAdd(apart, share, old), mean + i, count);
    StorePart(hn::Add(LoadPart(squares + i, count), hn::Add(deviations, shift)),
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
                          HWY_ATTR { return LoadPart(data + i, lanes); }) /
        static_cast<float>(count);
    const V center = hn::Set(d, own);
    const float deviations =
        SumAll(count, [&](int64_t i, int64_t lanes) HWY_ATTR {
          V deviation = hn::Sub(LoadPart(data + i, lanes), center);
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
          const V center = LoadPart(mean + c + i, count);
          V own = hn::Zero(D()), product = own;
          const int64_t end = rows_here * xs.stride;
          for (int64_t at = i; at < end; at += xs.stride) {
            const V g = LoadPart(dys.data + at, count);
            const V u = hn::Sub(LoadPart(xs.data + at, count), center);
            own = hn::Add(own, g);
            product = hn::MulAdd(g, u, product);
          }
          StorePart(hn::Add(LoadPart(sum + c + i, count), own), sum + c + i,
                    count);
          StorePart(hn::Add(LoadPart(products + c + i, count), product),
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
      const V g = LoadPart(dys + i, lanes);
      product =
          hn::MulAdd(g, hn::Sub(LoadPart(xs + i, lanes), center), product);
      return g;
    });
    *products += hn::GetLane(hn::SumOfLanes(d, product));
  }
}

ChannelSums<float> OfFloat() {
  return {&RowMoments<float>, &PlaneMoments<float>, &RowSums<float>,
          &PlaneSums<float>};
}
ChannelSums<Half> OfHalf() {
  return {&RowMoments<Half>, &PlaneMoments<Half>, &RowSums<Half>,
          &PlaneSums<Half>};
}
ChannelSums<BFloat16> OfBFloat16() {
  return {&RowMoments<BFloat16>, &PlaneMoments<BFloat16>, &RowSums<BFloat16>,
          &PlaneSums<BFloat16>};
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
ChannelSums<float> FindChannelSums<float>() {
  return HWY_DYNAMIC_DISPATCH(OfFloat)();
}
template <>
ChannelSums<Half> FindChannelSums<Half>() {
  return HWY_DYNAMIC_DISPATCH(OfHalf)();
}
template <>
ChannelSums<BFloat16> FindChannelSums<BFloat16>() {
  return HWY_DYNAMIC_DISPATCH(OfBFloat16)();
}

}  // namespace thalweg
#endif  // HWY_ONCE
