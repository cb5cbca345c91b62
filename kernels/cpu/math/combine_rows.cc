#include "thalweg/kernels/cpu/math/combine_rows.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <type_traits>

#include "thalweg/kernels/cpu/array/element_types.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"
#include "thalweg/kernels/functors/binary-inl.h"

namespace thalweg {
namespace {

// Elements combined that are worth handing to another thread.
constexpr int64_t kGrain = 32768;
// Columns that fill a cache line, so that two threads do not share one.
constexpr int64_t kMinColumns = 64;
// Each block of rows looks at all targets: so many columns pay for one more.
constexpr int64_t kColumnsPerBlock = 4;
constexpr int64_t kMaxBlocks = 16;

// The vocabulary of the formulas on single floats, for 16-bit types.
struct FloatMath {
  float Add(float x, float y) const { return x + y; }
  float Sub(float x, float y) const { return x - y; }
  float Mul(float x, float y) const { return x * y; }
  float Div(float x, float y) const { return x / y; }
  float Max(float x, float y) const { return std::isnan(x) || y < x ? x : y; }
  float Min(float x, float y) const { return std::isnan(x) || x < y ? x : y; }
};

template <class F, class T>
void CombinePlainRows(const RowMoves& moves, const RowBlock& block) {
  const int64_t size = block.end_column - block.begin_column;
  ForEachMove<T, T>(moves, block, [&](const T* from, T* to) {
    from += block.begin_column;
    to += block.begin_column;
    StoreEach(to, size, [from, to](int64_t i) {
      return F::Apply(ScalarMath<T>(), to[i], from[i]);
    });
  });
}

template <class F, class From, class To>
void CombineHalfRows(const RowMoves& moves, const RowBlock& block) {
  ForEachMove<From, To>(moves, block, [&](const From* from, To* to) {
    for (int64_t i = block.begin_column; i < block.end_column; ++i) {
      to[i] = To(F::Apply(FloatMath(), float(to[i]), float(from[i])));
    }
  });
}

template <class T>
void AssignRows(const RowMoves& moves, const RowBlock& block) {
  ForEachMove<T, T>(moves, block, [&](const T* from, T* to) {
    std::copy(from + block.begin_column, from + block.end_column,
              to + block.begin_column);
  });
}

template <class F, class Types>
RowFunction FindPlain(DType dtype) {
  return Types::For(dtype, [](auto x) -> RowFunction {
    return &CombinePlainRows<F, decltype(x)>;
  });
}

template <class F, class H>
RowFunction FindHalf(DType to) {
  return to == kFloat ? &CombineHalfRows<F, H, float>
                      : &CombineHalfRows<F, H, H>;
}

// `wraps`: of integers only the size matters.
template <class F, bool wraps>
RowFunction Find(DType from, DType to) {
  if (from == kHalf) return FindHalf<F, Half>(to);
  if (from == kBfloat16) return FindHalf<F, BFloat16>(to);
  if constexpr (!std::is_same_v<F, N_PLAIN::MinimumFunctor> &&
                !std::is_same_v<F, N_PLAIN::MaximumFunctor>) {
    if (kComplex.contains(to)) return FindPlain<F, ComplexTypes>(to);
  }
  if constexpr (wraps) return FindPlain<F, UnsignedTypes>(AsUnsigned(to));
  return FindPlain<F, IntegerTypes>(to);
}

RowFunction FindAssign(DType dtype) {
  return VisitElementType(dtype, [](auto* type) -> RowFunction {
    return &AssignRows<std::remove_pointer_t<decltype(type)>>;
  });
}

}  // namespace

RowFunction FindRowFunction(RowRule rule, DType from, DType to) {
  if (rule == RowRule::kAssign) return FindAssign(to);
  if (from == kFloat || from == kDouble) {
    return FindVectorRowFunction(rule, from);
  }
  switch (rule) {
    case RowRule::kAdd:
      return Find<N_PLAIN::AddFunctor, true>(from, to);
    case RowRule::kSubtract:
      return Find<N_PLAIN::SubFunctor, true>(from, to);
    case RowRule::kMultiply:
      return Find<N_PLAIN::MulFunctor, true>(from, to);
    case RowRule::kDivide:
      return Find<N_PLAIN::DivFunctor, false>(from, to);
    case RowRule::kMin:
      return Find<N_PLAIN::MinimumFunctor, false>(from, to);
    case RowRule::kMax:
      return Find<N_PLAIN::MaximumFunctor, false>(from, to);
    case RowRule::kAssign:
      break;
  }
  return nullptr;
}

void ForEachRowBlock(const KernelContext& context, int64_t count, int64_t rows,
                     int64_t columns,
                     absl::FunctionRef<void(const RowBlock&)> body) {
  if (count == 0 || rows == 0 || columns == 0) return;
  if (columns >= 2 * kMinColumns) {
    context.ParallelRange(columns, std::max(kGrain / count, kMinColumns),
                          [&](int64_t begin, int64_t end) {
                            body({0, rows, begin, end});
                          });
    return;
  }
  const int64_t blocks = std::clamp<int64_t>(
      std::min(count * columns / kGrain, columns / kColumnsPerBlock), 1,
      kMaxBlocks);
  context.ParallelRange(rows, (rows - 1) / blocks + 1,
                        [&](int64_t begin, int64_t end) {
                          body({begin, end, 0, columns});
                        });
}

void CombineRows(const KernelContext& context, RowFunction function,
                 const RowMoves& moves) {
  ForEachRowBlock(context, static_cast<int64_t>(moves.targets.size()),
                  moves.rows, moves.columns,
                  [&](const RowBlock& block) { function(moves, block); });
}

}  // namespace thalweg
