// CombineRows for float and double.
#include "thalweg/kernels/cpu/math/combine_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/math/combine_rows_simd.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, which sets the target they are compiled for.
#include "hwy/highway.h"
#include "thalweg/kernels/functors/binary-inl.h"
#include "thalweg/kernels/functors/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// As many whole vectors of tag d as fit in [i, end); where they end.
template <class F, class D, class T>
HWY_INLINE int64_t CombineVectors(D d, const T* from, T* to, int64_t i,
                                  int64_t end) {
  const VectorMath<D> m{d};
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  for (; i + lanes <= end; i += lanes) {
    hn::StoreU(F::Apply(m, hn::LoadU(d, to + i), hn::LoadU(d, from + i)), d,
               to + i);
  }
  return i;
}

template <class F, class T>
void CombineVectorRows(const RowMoves& moves, const RowBlock& block) {
  ForEachMove<T, T>(moves, block, [&](const T* from, T* to) {
    const int64_t rest = CombineVectors<F>(
        hn::ScalableTag<T>(), from, to, block.begin_column, block.end_column);
    CombineVectors<F>(hn::CappedTag<T, 1>(), from, to, rest, block.end_column);
  });
}

template <class T>
RowFunction Find(RowRule rule) {
  switch (rule) {
    case RowRule::kAdd:
      return CombineVectorRows<AddFunctor, T>;
    case RowRule::kSubtract:
      return CombineVectorRows<SubFunctor, T>;
    case RowRule::kMultiply:
      return CombineVectorRows<MulFunctor, T>;
    case RowRule::kDivide:
      return CombineVectorRows<DivFunctor, T>;
    case RowRule::kMin:
      return CombineVectorRows<MinimumFunctor, T>;
    case RowRule::kMax:
      return CombineVectorRows<MaximumFunctor, T>;
    case RowRule::kAssign:
      break;
  }
  return nullptr;
}

RowFunction FindForTarget(RowRule rule, DType dtype) {
  return dtype == kDouble ? Find<double>(rule) : Find<float>(rule);
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {

HWY_EXPORT(FindForTarget);

RowFunction FindVectorRowFunction(RowRule rule, DType dtype) {
  return HWY_DYNAMIC_DISPATCH(FindForTarget)(rule, dtype);
}

}  // namespace thalweg
#endif  // HWY_ONCE
