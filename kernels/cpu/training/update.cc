#include "thalweg/kernels/cpu/training/update.h"

#include <algorithm>
#include <complex>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "thalweg/kernels/cpu/training/update.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, which sets the target they are compiled for.
#include "hwy/highway.h"
#include "thalweg/kernels/cpu/half_tiles-inl.h"
#include "thalweg/kernels/functors/scalar_math.h"
#include "thalweg/kernels/functors/update-inl.h"
#include "thalweg/kernels/functors/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class Formula, class T>
void ComputeFactors(const UpdateArguments& arguments, T* factors) {
  T scalars[UpdateArguments::kMaxScalars] = {};
  for (int i = 0; i < UpdateArguments::kMaxScalars; ++i) {
    if (arguments.scalars[i] == nullptr) break;
    scalars[i] = *static_cast<const T*>(arguments.scalars[i]);
  }
  Formula::Factors(scalars, factors);
}

// As many whole vectors of tag d as fit in [i, end); where they end.
template <class Formula, class D, class T>
HWY_INLINE int64_t UpdateVectors(D d, T* const* states, const T* gradient,
                                 const T* factors, int64_t i, int64_t end) {
  using V = hn::Vec<D>;
  const VectorMath<D> m{d};
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  V c[Formula::kFactors];
  for (int k = 0; k < Formula::kFactors; ++k) c[k] = hn::Set(d, factors[k]);
  for (; i + lanes <= end; i += lanes) {
    V s[Formula::kStates];
    for (int k = 0; k < Formula::kStates; ++k) {
      s[k] = hn::LoadU(d, states[k] + i);
    }
    Formula::Apply(m, s, hn::LoadU(d, gradient + i), c);
    for (int k = 0; k < Formula::kStates; ++k) {
      hn::StoreU(s[k], d, states[k] + i);
    }
  }
  return i;
}

template <class Formula, class T>
void UpdateArrays(T* const* states, const T* gradient, const T* factors,
                  int64_t begin, int64_t end) {
  begin = UpdateVectors<Formula>(hn::ScalableTag<T>(), states, gradient,
                                 factors, begin, end);
  UpdateVectors<Formula>(hn::CappedTag<T, 1>(), states, gradient, factors,
                         begin, end);
}

template <class Formula, class T>
void UpdateReal(const UpdateArguments& arguments, int64_t begin, int64_t end) {
  T factors[Formula::kFactors];
  ComputeFactors<Formula>(arguments, factors);
  T* states[Formula::kStates];
  for (int k = 0; k < Formula::kStates; ++k) {
    states[k] = static_cast<T*>(arguments.states[k]);
  }
  UpdateArrays<Formula>(states, static_cast<const T*>(arguments.gradient),
                        factors, begin, end);
}

// Half and bfloat16, computed in float.
template <class Formula, class H>
void UpdateHalf(const UpdateArguments& arguments, int64_t begin, int64_t end) {
  float scalars[UpdateArguments::kMaxScalars];
  UpdateArguments widened = arguments;
  for (int i = 0; i < UpdateArguments::kMaxScalars; ++i) {
    if (arguments.scalars[i] == nullptr) break;
    scalars[i] = float(*static_cast<const H*>(arguments.scalars[i]));
    widened.scalars[i] = &scalars[i];
  }
  float factors[Formula::kFactors];
  ComputeFactors<Formula>(widened, factors);

  HWY_ALIGN float tiles[Formula::kStates + 1][kHalfTile];
  float* states[Formula::kStates];
  for (int k = 0; k < Formula::kStates; ++k) states[k] = tiles[k];
  float* gradient = tiles[Formula::kStates];
  for (; begin < end; begin += kHalfTile) {
    const int64_t count = std::min(kHalfTile, end - begin);
    for (int k = 0; k < Formula::kStates; ++k) {
      ToFloat(static_cast<const H*>(arguments.states[k]) + begin, states[k],
              count);
    }
    ToFloat(static_cast<const H*>(arguments.gradient) + begin, gradient, count);
    UpdateArrays<Formula>(states, gradient, factors, 0, count);
    for (int k = 0; k < Formula::kStates; ++k) {
      FromFloat(states[k], static_cast<H*>(arguments.states[k]) + begin, count);
    }
  }
}

template <class Formula, class T>
void UpdateComplex(const UpdateArguments& arguments, int64_t begin,
                   int64_t end) {
  T factors[Formula::kFactors];
  ComputeFactors<Formula>(arguments, factors);
  const ScalarMath<T> m;
  const T* gradient = static_cast<const T*>(arguments.gradient);
  for (int64_t i = begin; i < end; ++i) {
    T s[Formula::kStates];
    for (int k = 0; k < Formula::kStates; ++k) {
      s[k] = static_cast<const T*>(arguments.states[k])[i];
    }
    Formula::Apply(m, s, gradient[i], factors);
    for (int k = 0; k < Formula::kStates; ++k) {
      static_cast<T*>(arguments.states[k])[i] = s[k];
    }
  }
}

template <class Formula>
UpdateFunction FindUpdateOf(DType dtype) {
  switch (dtype) {
    case kFloat:
      return UpdateReal<Formula, float>;
    case kDouble:
      return UpdateReal<Formula, double>;
    case kHalf:
      return UpdateHalf<Formula, Half>;
    case kBfloat16:
      return UpdateHalf<Formula, BFloat16>;
    case kComplex64:
      return UpdateComplex<Formula, std::complex<float>>;
    case kComplex128:
      return UpdateComplex<Formula, std::complex<double>>;
    default:
      return nullptr;
  }
}

UpdateFunction FindUpdateForTarget(UpdateRule rule, DType dtype) {
  switch (rule) {
    case UpdateRule::kGradientDescent:
      return FindUpdateOf<GradientDescentFormula>(dtype);
    case UpdateRule::kMomentum:
      return FindUpdateOf<MomentumFormula<false>>(dtype);
    case UpdateRule::kNesterovMomentum:
      return FindUpdateOf<MomentumFormula<true>>(dtype);
    case UpdateRule::kKerasMomentum:
      return FindUpdateOf<KerasMomentumFormula<false>>(dtype);
    case UpdateRule::kNesterovKerasMomentum:
      return FindUpdateOf<KerasMomentumFormula<true>>(dtype);
    case UpdateRule::kAdagrad:
      return FindUpdateOf<AdagradFormula<true>>(dtype);
    case UpdateRule::kAdagradOfFixedSlots:
      return FindUpdateOf<AdagradFormula<false>>(dtype);
    case UpdateRule::kAdam:
      return FindUpdateOf<AdamFormula<false>>(dtype);
    case UpdateRule::kNesterovAdam:
      return FindUpdateOf<AdamFormula<true>>(dtype);
  }
  return nullptr;
}

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thalweg {

HWY_EXPORT(FindUpdateForTarget);

UpdateFunction FindUpdate(UpdateRule rule, DType dtype) {
  return HWY_DYNAMIC_DISPATCH(FindUpdateForTarget)(rule, dtype);
}

}  // namespace thalweg
#endif  // HWY_ONCE
