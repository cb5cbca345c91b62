#include "thalweg/kernels/cpu/nn/lrn_rows.h"

#include <algorithm>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/nn/lrn_rows.cc"
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

// Rows are treated in groups of about so many values: long enough for what is
// written to have arrived before it is read at another offset.
constexpr int64_t kGroupValues = 2048;
// Behind each part of work, so that whole vectors may be read and written.
constexpr int64_t kSlack = 64;

// How a group of rows lies in memory: with zeros around each row.
struct Group {
  explicit Group(const LrnParams& p)
      : stride(p.channels + p.radius),
        rows(kGroupValues / std::clamp<int64_t>(stride, 1, kGroupValues)) {}

  // Of a part of work.
  int64_t floats() const { return (rows + 2) * stride + kSlack; }

  const int64_t stride;
  const int64_t rows;
};

struct Work {
  Work(const Group& group, float* floats)
      : padded(floats),
        norms(padded + group.floats()),
        sums(norms + group.floats()),
        rows{sums + group.floats(), sums + 2 * group.floats(),
             sums + 3 * group.floats()} {}

  float* padded;
  float* norms;
  float* sums;
  // Rows of 16-bit types as floats, without zeros.
  float* rows[3];
};

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

// sums[row * stride + i] = the sum of value(row, i...) over the neighbours of i
// in its row.
template <class Value>
HWY_INLINE void SumNeighbours(const LrnParams& p, int64_t rows,
                              const Work& work, Value value) {
  const int64_t stride = p.channels + p.radius;
  std::fill_n(work.padded, p.radius, 0.0f);
  for (int64_t r = 0; r < rows; ++r) {
    float* const row = work.padded + p.radius + r * stride;
    ForVectors(p.channels, [&](int64_t i, int64_t count) HWY_ATTR {
      hn::StoreU(value(r, i, count), D(), row + i);
    });
    std::fill_n(row + p.channels, p.radius, 0.0f);
  }
  std::fill_n(work.padded + p.radius + rows * stride, kSlack, 0.0f);
  SumWindows(work.padded, rows * stride, 2 * p.radius + 1, work.sums);
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
HWY_INLINE void Norms(const LrnParams& p, const float* x, int64_t rows,
                      const Work& work) {
  const D d;
  SumNeighbours(p, rows, work,
                [&](int64_t r, int64_t i, int64_t count) HWY_ATTR {
                  const V value = LoadPart(x + r * p.channels + i, count);
                  return hn::Mul(value, value);
                });
  const V alpha = hn::Set(d, p.alpha), bias = hn::Set(d, p.bias);
  ForVectors(rows * (p.channels + p.radius), [&](int64_t i, int64_t) HWY_ATTR {
    hn::StoreU(hn::MulAdd(hn::LoadU(d, work.sums + i), alpha, bias), d,
               work.norms + i);
  });
}

HWY_INLINE void ForwardRows(const LrnParams& p, const float* x, int64_t rows,
                            const Work& work, float* y) {
  const D d;
  const NegativePower power(p.beta);
  Norms(p, x, rows, work);
  for (int64_t r = 0; r < rows; ++r, x += p.channels, y += p.channels) {
    const float* const norms = work.norms + r * (p.channels + p.radius);
    ForVectors(p.channels, [&](int64_t i, int64_t count) HWY_ATTR {
      const V scale = power(hn::LoadU(d, norms + i));
      StorePart(hn::Mul(LoadPart(x + i, count), scale), y + i, count);
    });
  }
}

HWY_INLINE void GradientRows(const LrnParams& p, const float* dy,
                             const float* x, const float* y, int64_t rows,
                             const Work& work, float* dx) {
  const D d;
  const NegativePower power(p.beta);
  const int64_t stride = p.channels + p.radius;
  Norms(p, x, rows, work);
  SumNeighbours(
      p, rows, work, [&](int64_t r, int64_t i, int64_t count) HWY_ATTR {
        const int64_t at = r * p.channels + i;
        const V product =
            hn::Mul(LoadPart(dy + at, count), LoadPart(y + at, count));
        return hn::Div(product, hn::LoadU(d, work.norms + r * stride + i));
      });
  const V slope = hn::Set(d, -2.0f * p.alpha * p.beta);
  for (int64_t r = 0; r < rows; ++r) {
    const int64_t first = r * p.channels, sum = r * stride;
    ForVectors(p.channels, [&](int64_t i, int64_t count) HWY_ATTR {
      const V own = hn::Mul(LoadPart(dy + first + i, count),
                            power(hn::LoadU(d, work.norms + sum + i)));
      const V others = hn::Mul(hn::Mul(slope, LoadPart(x + first + i, count)),
                               hn::LoadU(d, work.sums + sum + i));
      StorePart(hn::Add(own, others), dx + first + i, count);
    });
  }
}

// Values as floats: themselves, or a copy.
template <class T>
HWY_INLINE const float* AsFloats(const T* values, int64_t n, float* copy) {
  if constexpr (std::is_same_v<T, float>) {
    return values;
  } else {
    ToFloat(values, copy, n);
    return copy;
  }
}

// Calls body(first value, rows) for groups of rows.
template <class Body>
HWY_INLINE void ForGroups(const LrnParams& p, const Group& group, int64_t rows,
                          Body body) {
  for (int64_t r = 0; r < rows; r += group.rows) {
    body(r * p.channels, std::min(group.rows, rows - r));
  }
}

template <class T>
void Forward(const LrnParams& p, const T* x, int64_t rows, float* floats,
             T* y) {
  const Group group(p);
  const Work work(group, floats);
  ForGroups(p, group, rows, [&](int64_t first, int64_t count) HWY_ATTR {
    const int64_t n = count * p.channels;
    const float* const xs = AsFloats(x + first, n, work.rows[0]);
    if constexpr (std::is_same_v<T, float>) {
      ForwardRows(p, xs, count, work, y + first);
    } else {
      ForwardRows(p, xs, count, work, work.rows[1]);
      FromFloat(work.rows[1], y + first, n);
    }
  });
}

template <class T>
void Gradient(const LrnParams& p, const T* dy, const T* x, const T* y,
              int64_t rows, float* floats, T* dx) {
  const Group group(p);
  const Work work(group, floats);
  ForGroups(p, group, rows, [&](int64_t first, int64_t count) HWY_ATTR {
    const int64_t n = count * p.channels;
    const float* const dys = AsFloats(dy + first, n, work.rows[0]);
    const float* const xs = AsFloats(x + first, n, work.rows[1]);
    const float* const ys = AsFloats(y + first, n, work.rows[2]);
    if constexpr (std::is_same_v<T, float>) {
      GradientRows(p, dys, xs, ys, count, work, dx + first);
    } else {
      GradientRows(p, dys, xs, ys, count, work, work.rows[0]);
      FromFloat(work.rows[0], dx + first, n);
    }
  });
}

int64_t WorkFloats(const LrnParams& params) {
  return 6 * Group(params).floats();
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

HWY_EXPORT(WorkFloats);
HWY_EXPORT(FloatRows);
HWY_EXPORT(HalfRows);
HWY_EXPORT(BFloat16Rows);

int64_t LrnWorkFloats(const LrnParams& params) {
  return HWY_DYNAMIC_DISPATCH(WorkFloats)(params);
}
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
