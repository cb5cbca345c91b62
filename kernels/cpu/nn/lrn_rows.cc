#include "thalweg/kernels/cpu/nn/lrn_rows.h"

#include <algorithm>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/nn/lrn_rows.cc"
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

// What one row needs: each part has room for whole vectors.
struct Work {
  Work(const LrnParams& params, float* floats)
      : padded(floats),
        norms(padded + params.channels + 2 * params.radius + kLrnSlack),
        sums(norms + params.channels + kLrnSlack),
        rows{sums + params.channels + kLrnSlack,
             sums + 2 * (params.channels + kLrnSlack),
             sums + 3 * (params.channels + kLrnSlack)} {}

  float* padded;
  float* norms;
  float* sums;
  // Rows of 16-bit types as floats.
  float* rows[3];
};

// Calls step(i, count) for vectors of `count` of n elements, from i on.
template <class Step>
HWY_INLINE void ForVectors(int64_t n, Step step) {
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(D()));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) step(i, lanes);
  if (i < n) step(i, n - i);
}

HWY_INLINE V Load(const float* x, int64_t count) {
  const D d;
  return count == static_cast<int64_t>(hn::Lanes(d)) ? hn::LoadU(d, x)
                                                     : LoadFirst(d, x, count);
}

// sums[i] = the sum of padded[i, i + width) for i in [0, n). Changes padded:
// it comes to hold sums of 2, 4, 8... of its neighbours.
HWY_INLINE void SumWindows(float* padded, int64_t n, int64_t width,
                           float* sums) {
  const D d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  const int64_t length = n + width - 1;
  int64_t done = 0;
  for (int64_t size = 1; size <= width; size *= 2) {
    if ((width & size) != 0) {
      for (int64_t i = 0; i < n; i += lanes) {
        const V part = hn::LoadU(d, padded + i + done);
        hn::StoreU(done == 0 ? part : hn::Add(hn::LoadU(d, sums + i), part), d,
                   sums + i);
      }
      done += size;
    }
    if (2 * size > width) break;
    for (int64_t i = 0; i <= length - 2 * size; i += lanes) {
      hn::StoreU(
          hn::Add(hn::LoadU(d, padded + i), hn::LoadU(d, padded + i + size)), d,
          padded + i);
    }
  }
}

// Zeroes what surrounds the row that is written into padded.
HWY_INLINE void ClearBorders(const LrnParams& p, float* padded) {
  std::fill_n(padded, p.radius, 0.0f);
  std::fill_n(padded + p.radius + p.channels, p.radius + kLrnSlack, 0.0f);
}

// norm^-beta
struct NegativePower {
  explicit NegativePower(float beta) : beta(beta) {}

  HWY_INLINE V operator()(V norm) const {
    const D d;
    const V one = hn::Set(d, 1.0f);
    if (beta == 1.0f) return hn::Div(one, norm);
    if (beta == 0.5f) return hn::Div(one, hn::Sqrt(norm));
    if (beta == 0.75f) {
      const V root = hn::Sqrt(norm);
      return hn::Div(one, hn::Mul(root, hn::Sqrt(root)));
    }
    const VectorMath<D> m{d};
    return m.Exp(hn::Mul(m.Log(norm), hn::Set(d, -beta)));
  }

  const float beta;
};

// norms = bias + alpha * the sum of squares around
HWY_INLINE void Norms(const LrnParams& p, const float* x, const Work& work) {
  const D d;
  ClearBorders(p, work.padded);
  ForVectors(p.channels, [&](int64_t i, int64_t count) HWY_ATTR {
    const V value = Load(x + i, count);
    hn::StoreU(hn::Mul(value, value), d, work.padded + p.radius + i);
  });
  SumWindows(work.padded, p.channels, 2 * p.radius + 1, work.sums);
  const V alpha = hn::Set(d, p.alpha), bias = hn::Set(d, p.bias);
  ForVectors(p.channels, [&](int64_t i, int64_t) HWY_ATTR {
    hn::StoreU(hn::MulAdd(hn::LoadU(d, work.sums + i), alpha, bias), d,
               work.norms + i);
  });
}

HWY_INLINE void Store(V value, float* y, int64_t count) {
  const D d;
  if (count == static_cast<int64_t>(hn::Lanes(d))) {
    hn::StoreU(value, d, y);
  } else {
    StoreFirst(value, d, y, count);
  }
}

HWY_INLINE void ForwardRow(const LrnParams& p, const float* x, const Work& work,
                           float* y) {
  const D d;
  const NegativePower power(p.beta);
  Norms(p, x, work);
  ForVectors(p.channels, [&](int64_t i, int64_t count) HWY_ATTR {
    const V norm = hn::LoadU(d, work.norms + i);
    Store(hn::Mul(Load(x + i, count), power(norm)), y + i, count);
  });
}

HWY_INLINE void GradientRow(const LrnParams& p, const float* dy, const float* x,
                            const float* y, const Work& work, float* dx) {
  const D d;
  const NegativePower power(p.beta);
  Norms(p, x, work);
  ClearBorders(p, work.padded);
  ForVectors(p.channels, [&](int64_t i, int64_t count) HWY_ATTR {
    const V product = hn::Mul(Load(dy + i, count), Load(y + i, count));
    const V share = hn::Div(product, hn::LoadU(d, work.norms + i));
    Store(share, work.padded + p.radius + i, count);
  });
  SumWindows(work.padded, p.channels, 2 * p.radius + 1, work.sums);
  const V slope = hn::Set(d, -2.0f * p.alpha * p.beta);
  ForVectors(p.channels, [&](int64_t i, int64_t count) HWY_ATTR {
    const V own =
        hn::Mul(Load(dy + i, count), power(hn::LoadU(d, work.norms + i)));
    const V others = hn::Mul(hn::Mul(slope, Load(x + i, count)),
                             hn::LoadU(d, work.sums + i));
    Store(hn::Add(own, others), dx + i, count);
  });
}

// A row as floats: itself, or a copy.
template <class T>
HWY_INLINE const float* AsFloats(const T* row, int64_t n, float* copy) {
  if constexpr (std::is_same_v<T, float>) {
    return row;
  } else {
    ToFloat(row, copy, n);
    return copy;
  }
}

template <class T>
void Forward(const LrnParams& p, const T* x, int64_t rows, float* floats,
             T* y) {
  const Work work(p, floats);
  const int64_t n = p.channels;
  for (int64_t r = 0; r < rows; ++r, x += n, y += n) {
    if constexpr (std::is_same_v<T, float>) {
      ForwardRow(p, x, work, y);
    } else {
      ForwardRow(p, AsFloats(x, n, work.rows[0]), work, work.rows[1]);
      FromFloat(work.rows[1], y, n);
    }
  }
}

template <class T>
void Gradient(const LrnParams& p, const T* dy, const T* x, const T* y,
              int64_t rows, float* floats, T* dx) {
  const Work work(p, floats);
  const int64_t n = p.channels;
  for (int64_t first = 0; first < rows * n; first += n) {
    const float* const dy_row = AsFloats(dy + first, n, work.rows[0]);
    const float* const x_row = AsFloats(x + first, n, work.rows[1]);
    const float* const y_row = AsFloats(y + first, n, work.rows[2]);
    if constexpr (std::is_same_v<T, float>) {
      GradientRow(p, dy_row, x_row, y_row, work, dx + first);
    } else {
      GradientRow(p, dy_row, x_row, y_row, work, work.rows[0]);
      FromFloat(work.rows[0], dx + first, n);
    }
  }
}

LrnRows<float> FloatRows() { return {&Forward<float>, &Gradient<float>}; }
LrnRows<Half> HalfRows() { return {&Forward<Half>, &Gradient<Half>}; }
LrnRows<BFloat16> BFloat16Rows() {
  return {&Forward<BFloat16>, &Gradient<BFloat16>};
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {

int64_t LrnWorkFloats(const LrnParams& params) {
  return 6 * (params.channels + kLrnSlack) + 2 * params.radius;
}

HWY_EXPORT(FloatRows);
HWY_EXPORT(HalfRows);
HWY_EXPORT(BFloat16Rows);

template <>
LrnRows<float> FindLrnRows<float>() {
  return HWY_DYNAMIC_DISPATCH(FloatRows)();
}
template <>
LrnRows<Half> FindLrnRows<Half>() {
  return HWY_DYNAMIC_DISPATCH(HalfRows)();
}
template <>
LrnRows<BFloat16> FindLrnRows<BFloat16>() {
  return HWY_DYNAMIC_DISPATCH(BFloat16Rows)();
}

}  // namespace thalweg
#endif  // HWY_ONCE
