// Reductions of float and double with Highway.
#include <algorithm>
#include <cstdint>

#include "thalweg/kernels/cpu/math/reduction_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/math/reduction_simd.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// From so many columns on, rows are long enough to be added one by one.
constexpr int64_t kFoldedColumns = 512;
// Longer rows are better reduced across the lanes of a vector.
constexpr int64_t kRowsInLanes = 32;

struct SumOp {
  template <class V>
  static V Apply(V a, V b) {
    return hn::Add(a, b);
  }
};
struct ProdOp {
  template <class V>
  static V Apply(V a, V b) {
    return hn::Mul(a, b);
  }
};
// The instruction gives its second operand when either is NaN.
struct MaxOp {
  template <class V>
  static V Apply(V a, V b) {
    return hn::IfThenElse(hn::Or(hn::Gt(a, b), hn::IsNaN(a)), a, b);
  }
};
struct MinOp {
  template <class V>
  static V Apply(V a, V b) {
    return hn::IfThenElse(hn::Or(hn::Lt(a, b), hn::IsNaN(a)), a, b);
  }
};

template <class Op, class D, class V>
HWY_INLINE hn::TFromD<D> AcrossLanes(D d, V v) {
  if constexpr (hn::MaxLanes(D()) > 1) {
    const hn::Half<D> half;
    return AcrossLanes<Op>(
        half, Op::Apply(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  } else {
    (void)d;
    return hn::GetLane(v);
  }
}

template <class Op, class T>
HWY_INLINE T Scalar(T a, T b) {
  const hn::CappedTag<T, 1> d;
  return hn::GetLane(Op::Apply(hn::Set(d, a), hn::Set(d, b)));
}

// What is left of a row that full vectors have taken the front of. Inline: g++
// 12 forgets vzeroupper around a call that takes a float, and the change to
// SSE code then costs 70 ns.
template <class Op, class T>
HWY_INLINE T TakeTail(T result, const T* HWY_RESTRICT x, int64_t begin,
                      int64_t end) {
  const hn::CappedTag<T, 4> quad;
  constexpr int64_t kQuad = hn::MaxLanes(quad);
  int64_t i = begin;
  if (i + kQuad <= end) {
    auto sum = hn::LoadU(quad, x + i);
    for (i += kQuad; i + kQuad <= end; i += kQuad) {
      sum = Op::Apply(sum, hn::LoadU(quad, x + i));
    }
    const T part = AcrossLanes<Op>(quad, sum);
    result = begin == 0 ? part : Scalar<Op>(result, part);
  }
  if (i == 0) result = x[i++];
  for (; i < end; ++i) result = Scalar<Op>(result, x[i]);
  return result;
}

template <class Op, class T>
HWY_INLINE T ReduceContiguous(const T* HWY_RESTRICT x, int64_t size) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = hn::Lanes(d);
  if (size < lanes) return TakeTail<Op>(T(0), x, 0, size);
  auto s0 = hn::LoadU(d, x);
  int64_t i = lanes;
  if (size >= 8 * lanes) {
    auto s1 = hn::LoadU(d, x + 1 * lanes), s2 = hn::LoadU(d, x + 2 * lanes),
         s3 = hn::LoadU(d, x + 3 * lanes), s4 = hn::LoadU(d, x + 4 * lanes),
         s5 = hn::LoadU(d, x + 5 * lanes), s6 = hn::LoadU(d, x + 6 * lanes),
         s7 = hn::LoadU(d, x + 7 * lanes);
    for (i = 8 * lanes; i + 8 * lanes <= size; i += 8 * lanes) {
      s0 = Op::Apply(s0, hn::LoadU(d, x + i));
      s1 = Op::Apply(s1, hn::LoadU(d, x + i + 1 * lanes));
      s2 = Op::Apply(s2, hn::LoadU(d, x + i + 2 * lanes));
      s3 = Op::Apply(s3, hn::LoadU(d, x + i + 3 * lanes));
      s4 = Op::Apply(s4, hn::LoadU(d, x + i + 4 * lanes));
      s5 = Op::Apply(s5, hn::LoadU(d, x + i + 5 * lanes));
      s6 = Op::Apply(s6, hn::LoadU(d, x + i + 6 * lanes));
      s7 = Op::Apply(s7, hn::LoadU(d, x + i + 7 * lanes));
    }
    s0 = Op::Apply(Op::Apply(Op::Apply(s0, s1), Op::Apply(s2, s3)),
                   Op::Apply(Op::Apply(s4, s5), Op::Apply(s6, s7)));
  }
  for (; i + lanes <= size; i += lanes) {
    s0 = Op::Apply(s0, hn::LoadU(d, x + i));
  }
  return TakeTail<Op>(AcrossLanes<Op>(d, s0), x, i, size);
}

// Calls body(d, column) for vectors side by side: as wide as there are, then
// of four, then of one.
template <class T, class Body>
void ForEachVector(int64_t columns, Body body) {
  const hn::ScalableTag<T> wide;
  const hn::CappedTag<T, 4> quad;
  const hn::CappedTag<T, 1> one;
  int64_t j = 0;
  for (const int64_t n = hn::Lanes(wide); j + n <= columns; j += n) {
    body(wide, j);
  }
  for (const int64_t n = hn::Lanes(quad); j + n <= columns; j += n) {
    body(quad, j);
  }
  for (; j < columns; ++j) body(one, j);
}

// Down one vector's columns, with four sums to hide the latency.
template <class Op, class D, class T>
void ReduceStrip(D d, const T* HWY_RESTRICT x, int64_t rows, int64_t step,
                 T* HWY_RESTRICT out) {
  auto s0 = hn::LoadU(d, x);
  int64_t i = 1;
  if (rows >= 4) {
    auto s1 = hn::LoadU(d, x + step), s2 = hn::LoadU(d, x + 2 * step),
         s3 = hn::LoadU(d, x + 3 * step);
    for (i = 4; i + 4 <= rows; i += 4) {
      const T* HWY_RESTRICT row = x + i * step;
      s0 = Op::Apply(s0, hn::LoadU(d, row));
      s1 = Op::Apply(s1, hn::LoadU(d, row + step));
      s2 = Op::Apply(s2, hn::LoadU(d, row + 2 * step));
      s3 = Op::Apply(s3, hn::LoadU(d, row + 3 * step));
    }
    s0 = Op::Apply(Op::Apply(s0, s1), Op::Apply(s2, s3));
  }
  for (; i < rows; ++i) s0 = Op::Apply(s0, hn::LoadU(d, x + i * step));
  hn::StoreU(s0, d, out);
}

// Eight rows at a time into a row of results that stays in the nearest cache.
template <class Op, class T>
void ReduceByRows(const T* HWY_RESTRICT x, int64_t rows, int64_t step,
                  int64_t columns, T* HWY_RESTRICT out) {
  std::copy_n(x, columns, out);
  int64_t i = 1;
  for (; i + 8 <= rows; i += 8) {
    const T* HWY_RESTRICT row = x + i * step;
    ForEachVector<T>(columns, [=](auto d, int64_t j) HWY_ATTR {
      const T* HWY_RESTRICT p = row + j;
      auto load = [=](int64_t k)
                      HWY_ATTR { return hn::LoadU(d, p + k * step); };
      const auto low =
          Op::Apply(Op::Apply(load(0), load(1)), Op::Apply(load(2), load(3)));
      const auto high =
          Op::Apply(Op::Apply(load(4), load(5)), Op::Apply(load(6), load(7)));
      hn::StoreU(Op::Apply(hn::LoadU(d, out + j), Op::Apply(low, high)), d,
                 out + j);
    });
  }
  for (; i < rows; ++i) {
    const T* HWY_RESTRICT row = x + i * step;
    ForEachVector<T>(columns, [=](auto d, int64_t j) HWY_ATTR {
      hn::StoreU(Op::Apply(hn::LoadU(d, out + j), hn::LoadU(d, row + j)), d,
                 out + j);
    });
  }
}

// Rows so short that several side by side make one long enough for the above;
// what results has them side by side too.
template <class Op, class T>
void ReduceFolded(const T* HWY_RESTRICT x, int64_t rows, int64_t columns,
                  T* HWY_RESTRICT out) {
  T folded[2 * kFoldedColumns];
  const int64_t fold = (kFoldedColumns + columns - 1) / columns;
  const int64_t whole = rows / fold;
  ReduceByRows<Op>(x, whole, fold * columns, fold * columns, folded);
  const T* HWY_RESTRICT rest = x + whole * fold * columns;
  ForEachVector<T>(columns, [=, &folded](auto d, int64_t j) HWY_ATTR {
    ReduceStrip<Op>(d, folded + j, fold, columns, out + j);
    auto result = hn::LoadU(d, out + j);
    for (int64_t i = 0; i < rows - whole * fold; ++i) {
      result = Op::Apply(result, hn::LoadU(d, rest + i * columns + j));
    }
    hn::StoreU(result, d, out + j);
  });
}

template <class Op, class T>
void ReduceColumns(const T* HWY_RESTRICT x, int64_t rows, int64_t step,
                   int64_t columns, T* HWY_RESTRICT out) {
  if (step == columns && columns < kFoldedColumns &&
      rows * columns >= 16 * kFoldedColumns) {
    ReduceFolded<Op>(x, rows, columns, out);
  } else if (columns >= 64) {
    ReduceByRows<Op>(x, rows, step, columns, out);
  } else {
    ForEachVector<T>(columns, [=](auto d, int64_t j) HWY_ATTR {
      ReduceStrip<Op>(d, x + j, rows, step, out + j);
    });
  }
}

// Short arrays of contiguous rows, one in each lane. Returns how many of the
// arrays it has taken: as many as fill vectors.
template <class Op, class T>
int64_t ReduceInLanes(const ReductionTile& tile) {
  const hn::ScalableTag<T> d;
  const hn::RebindToSigned<decltype(d)> di;
  const int64_t n = hn::Lanes(d);
  HWY_ALIGN hn::TFromD<decltype(di)> starts[hn::MaxLanes(di)];
  for (int64_t i = 0; i < n; ++i) {
    starts[i] = static_cast<hn::TFromD<decltype(di)>>(i * tile.input_step);
  }
  const auto index = hn::Load(di, starts);
  const T* x = static_cast<const T*>(tile.input);
  T* out = static_cast<T*>(tile.output);
  int64_t i = 0;
  for (; i + n <= tile.count; i += n, x += n * tile.input_step) {
    auto result = hn::GatherIndex(d, x, index);
    for (int64_t k = 1; k < tile.rows; ++k) {
      result = Op::Apply(result, hn::GatherIndex(d, x + k, index));
    }
    hn::StoreU(result, d, out + i);
  }
  return i;
}

template <class Op, class T>
void Reduce(const ReductionTile& tile) {
  const T* x = static_cast<const T*>(tile.input);
  T* out = static_cast<T*>(tile.output);
  if (!tile.contiguous()) {
    for (int64_t i = 0; i < tile.count; ++i) {
      ReduceColumns<Op>(x + i * tile.input_step, tile.rows, tile.row_step,
                        tile.columns, out + i * tile.output_step);
    }
    return;
  }
  int64_t i = 0;
  if (tile.rows <= kRowsInLanes && tile.output_step == 1) {
    i = ReduceInLanes<Op, T>(tile);
  }
  for (; i < tile.count; ++i) {
    out[i * tile.output_step] =
        ReduceContiguous<Op>(x + i * tile.input_step, tile.rows);
  }
}

template <class T>
ReductionTileFunction Find(ReductionOp op) {
  switch (op) {
    case ReductionOp::kSum:
    case ReductionOp::kMean:
    case ReductionOp::kEuclideanNorm:
    case ReductionOp::kHalfOfSquares:
      return &Reduce<SumOp, T>;
    case ReductionOp::kProd:
      return &Reduce<ProdOp, T>;
    case ReductionOp::kMax:
      return &Reduce<MaxOp, T>;
    case ReductionOp::kMin:
      return &Reduce<MinOp, T>;
    case ReductionOp::kAll:
    case ReductionOp::kAny:
      return nullptr;
  }
  return nullptr;
}

}  // namespace

ReductionTileFunction FindForTarget(ReductionOp op, DType dtype) {
  if (dtype == kFloat) return Find<float>(op);
  if (dtype == kDouble) return Find<double>(op);
  return nullptr;
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {

HWY_EXPORT(FindForTarget);

ReductionTileFunction FindSimdReduction(ReductionOp op, DType dtype) {
  return HWY_DYNAMIC_DISPATCH(FindForTarget)(op, dtype);
}

}  // namespace thalweg
#endif  // HWY_ONCE
