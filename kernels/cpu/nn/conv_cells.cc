// Cells of float and double with Highway, vectors of channels; those of int32
// by plain loops.
#include "thalweg/kernels/cpu/nn/conv_cells.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/nn/conv_cells.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Calls body(d, i) for whole vectors of n elements, then for single ones.
template <class T, class Body>
HWY_INLINE void ForVectors(int64_t n, Body body) {
  const hn::ScalableTag<T> d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) body(d, i);
  for (; i < n; ++i) body(hn::CappedTag<T, 1>(), i);
}

// sums[i] += a[i] b[i]: all that is left where groups have one channel.
template <class T>
HWY_INLINE void AddProducts(const T* a, const T* b, T* sums, int64_t n) {
  ForVectors<T>(n, [&](auto d, int64_t i) {
    hn::StoreU(hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i),
                          hn::LoadU(d, sums + i)),
               d, sums + i);
  });
}

HWY_INLINE bool IsElementwise(const ConvGeometry& g, int64_t step) {
  return step == 1 && g.in_depth == g.groups && g.out_depth == g.groups;
}

// sums[o] += sum_c x[c] f[c, o] for `count` vectors of o, kept in registers.
template <int count, class D, class T>
HWY_INLINE void AddRows(D d, const T* x, int64_t x_step, int64_t depth,
                        const T* filter, int64_t row, T* sums) {
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  auto s0 = hn::LoadU(d, sums), s1 = s0, s2 = s0, s3 = s0;
  if constexpr (count == 4) {
    s1 = hn::LoadU(d, sums + lanes);
    s2 = hn::LoadU(d, sums + 2 * lanes);
    s3 = hn::LoadU(d, sums + 3 * lanes);
  }
  for (int64_t c = 0; c < depth; ++c, filter += row) {
    const auto each = hn::Set(d, x[c * x_step]);
    s0 = hn::MulAdd(each, hn::LoadU(d, filter), s0);
    if constexpr (count == 4) {
      s1 = hn::MulAdd(each, hn::LoadU(d, filter + lanes), s1);
      s2 = hn::MulAdd(each, hn::LoadU(d, filter + 2 * lanes), s2);
      s3 = hn::MulAdd(each, hn::LoadU(d, filter + 3 * lanes), s3);
    }
  }
  hn::StoreU(s0, d, sums);
  if constexpr (count == 4) {
    hn::StoreU(s1, d, sums + lanes);
    hn::StoreU(s2, d, sums + 2 * lanes);
    hn::StoreU(s3, d, sums + 3 * lanes);
  }
}

template <class T>
void Forward(const ConvGeometry& g, const T* x, int64_t x_step, const T* filter,
             T* sums) {
  if (IsElementwise(g, x_step)) {
    return AddProducts(x, filter, sums, g.groups);
  }
  const hn::ScalableTag<T> d;
  const auto block = 4 * static_cast<int64_t>(hn::Lanes(d));
  const int64_t depth = g.in_depth / g.groups, out = g.out_depth / g.groups;
  for (int64_t group = 0; group < g.groups; ++group) {
    const T* group_x = x + group * depth * x_step;
    const T* f = filter + group * out;
    T* s = sums + group * out;
    int64_t o = 0;
    for (; o + block <= out; o += block) {
      AddRows<4>(d, group_x, x_step, depth, f + o, g.out_depth, s + o);
    }
    ForVectors<T>(out - o, [&](auto each, int64_t i) {
      AddRows<1>(each, group_x, x_step, depth, f + o + i, g.out_depth,
                 s + o + i);
    });
  }
}

template <class T>
HWY_INLINE T Dot(const T* a, int64_t a_step, const T* b, int64_t n) {
  T sum = 0;
  int64_t i = 0;
  if (a_step == 1) {
    const hn::ScalableTag<T> d;
    const auto lanes = static_cast<int64_t>(hn::Lanes(d));
    auto sums = hn::Zero(d);
    for (; i + lanes <= n; i += lanes) {
      sums = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i), sums);
    }
    if (i > 0) sum = hn::GetLane(hn::SumOfLanes(d, sums));
  }
  for (; i < n; ++i) sum += a[i * a_step] * b[i];
  return sum;
}

template <class T>
void Backward(const ConvGeometry& g, const T* y, int64_t y_step,
              const T* filter, T* sums) {
  if (IsElementwise(g, y_step)) {
    return AddProducts(y, filter, sums, g.groups);
  }
  const int64_t depth = g.in_depth / g.groups, out = g.out_depth / g.groups;
  for (int64_t group = 0; group < g.groups; ++group) {
    const T* group_y = y + group * out * y_step;
    for (int64_t c = 0; c < depth; ++c) {
      *sums++ +=
          Dot(group_y, y_step, filter + c * g.out_depth + group * out, out);
    }
  }
}

template <class T>
void Outer(const ConvGeometry& g, const T* x, int64_t group_step, const T* y,
           int64_t y_step, T* sums) {
  if (group_step == 1 && IsElementwise(g, y_step)) {
    return AddProducts(x, y, sums, g.groups);
  }
  const int64_t out = g.out_depth / g.groups;
  for (int64_t group = 0; group < g.groups; ++group, sums += out) {
    const T each = x[group * group_step];
    const T* group_y = y + group * out * y_step;
    if (y_step != 1) {
      for (int64_t o = 0; o < out; ++o) sums[o] += each * group_y[o * y_step];
      continue;
    }
    ForVectors<T>(out, [&](auto d, int64_t o) {
      hn::StoreU(hn::MulAdd(hn::Set(d, each), hn::LoadU(d, group_y + o),
                            hn::LoadU(d, sums + o)),
                 d, sums + o);
    });
  }
}

ConvCells<float, float> FloatCells() {
  return {&Forward<float>, &Backward<float>, &Outer<float>};
}
ConvCells<double, double> DoubleCells() {
  return {&Forward<double>, &Backward<double>, &Outer<double>};
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {
namespace {

HWY_EXPORT(FloatCells);
HWY_EXPORT(DoubleCells);

uint32_t Wrap(int32_t value) { return static_cast<uint32_t>(value); }

void Forward(const ConvGeometry& g, const int32_t* x, int64_t x_step,
             const int32_t* filter, uint32_t* sums) {
  const int64_t depth = g.in_depth / g.groups, out = g.out_depth / g.groups;
  for (int64_t c = 0; c < g.in_depth; ++c) {
    const int64_t first = c / depth * out;
    const int32_t* row = filter + c % depth * g.out_depth;
    for (int64_t o = first; o < first + out; ++o) {
      sums[o] += Wrap(x[c * x_step]) * Wrap(row[o]);
    }
  }
}

void Backward(const ConvGeometry& g, const int32_t* y, int64_t y_step,
              const int32_t* filter, uint32_t* sums) {
  const int64_t depth = g.in_depth / g.groups, out = g.out_depth / g.groups;
  for (int64_t c = 0; c < g.in_depth; ++c) {
    const int64_t first = c / depth * out;
    const int32_t* row = filter + c % depth * g.out_depth;
    for (int64_t o = first; o < first + out; ++o) {
      sums[c] += Wrap(y[o * y_step]) * Wrap(row[o]);
    }
  }
}

void Outer(const ConvGeometry& g, const int32_t* x, int64_t group_step,
           const int32_t* y, int64_t y_step, uint32_t* sums) {
  const int64_t out = g.out_depth / g.groups;
  for (int64_t o = 0; o < g.out_depth; ++o) {
    sums[o] += Wrap(x[o / out * group_step]) * Wrap(y[o * y_step]);
  }
}

}  // namespace

ConvCells<float, float> FloatConvCells() {
  return HWY_DYNAMIC_DISPATCH(FloatCells)();
}
ConvCells<double, double> DoubleConvCells() {
  return HWY_DYNAMIC_DISPATCH(DoubleCells)();
}
ConvCells<int32_t, uint32_t> Int32ConvCells() {
  return {&Forward, &Backward, &Outer};
}

}  // namespace thalweg
#endif  // HWY_ONCE
