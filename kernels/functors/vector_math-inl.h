// VectorMath: the vocabulary of the formulas in this folder, on Highway's
// vectors of float or double. Where Highway's functions end short of the whole
// number line, they are completed here.
#if defined(THALWEG_KERNELS_FUNCTORS_VECTOR_MATH_INL_H_) == \
    defined(HWY_TARGET_TOGGLE)
#ifdef THALWEG_KERNELS_FUNCTORS_VECTOR_MATH_INL_H_
#undef THALWEG_KERNELS_FUNCTORS_VECTOR_MATH_INL_H_
#else
#define THALWEG_KERNELS_FUNCTORS_VECTOR_MATH_INL_H_
#endif

#include <cmath>
#include <limits>

#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
#include "thalweg/kernels/functors/erf-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

template <class D>
struct VectorMath {
  using T = hwy::HWY_NAMESPACE::TFromD<D>;
  using V = hwy::HWY_NAMESPACE::Vec<D>;
  using M = hwy::HWY_NAMESPACE::Mask<D>;
  D d;

  HWY_INLINE V Const(double value) const {
    return hwy::HWY_NAMESPACE::Set(d, static_cast<T>(value));
  }
  HWY_INLINE V Infinity() const {
    return hwy::HWY_NAMESPACE::Set(d, std::numeric_limits<T>::infinity());
  }
  HWY_INLINE V NaN() const {
    return hwy::HWY_NAMESPACE::Set(d, std::numeric_limits<T>::quiet_NaN());
  }

  HWY_INLINE V Add(V x, V y) const { return hwy::HWY_NAMESPACE::Add(x, y); }
  HWY_INLINE V Sub(V x, V y) const { return hwy::HWY_NAMESPACE::Sub(x, y); }
  HWY_INLINE V Mul(V x, V y) const { return hwy::HWY_NAMESPACE::Mul(x, y); }
  HWY_INLINE V Div(V x, V y) const { return hwy::HWY_NAMESPACE::Div(x, y); }
  HWY_INLINE V Neg(V x) const { return hwy::HWY_NAMESPACE::Neg(x); }
  HWY_INLINE V Abs(V x) const { return hwy::HWY_NAMESPACE::Abs(x); }
  HWY_INLINE V Sqrt(V x) const { return hwy::HWY_NAMESPACE::Sqrt(x); }
  HWY_INLINE V Floor(V x) const { return hwy::HWY_NAMESPACE::Floor(x); }
  HWY_INLINE V Trunc(V x) const { return hwy::HWY_NAMESPACE::Trunc(x); }
  HWY_INLINE V Ceil(V x) const { return hwy::HWY_NAMESPACE::Ceil(x); }
  // To even.
  HWY_INLINE V Round(V x) const { return hwy::HWY_NAMESPACE::Round(x); }
  HWY_INLINE V FloorDiv(V x, V y) const { return Floor(Div(x, y)); }
  HWY_INLINE V Conj(V x) const { return x; }

  HWY_INLINE M Less(V x, V y) const { return hwy::HWY_NAMESPACE::Lt(x, y); }
  HWY_INLINE M Equal(V x, V y) const { return hwy::HWY_NAMESPACE::Eq(x, y); }
  HWY_INLINE M IsNaN(V x) const { return hwy::HWY_NAMESPACE::IsNaN(x); }
  HWY_INLINE M And(M x, M y) const { return hwy::HWY_NAMESPACE::And(x, y); }
  HWY_INLINE M Or(M x, M y) const { return hwy::HWY_NAMESPACE::Or(x, y); }
  HWY_INLINE M Not(M x) const { return hwy::HWY_NAMESPACE::Not(x); }
  HWY_INLINE V If(M condition, V x, V y) const {
    return hwy::HWY_NAMESPACE::IfThenElse(condition, x, y);
  }

  // NaN where either is.
  HWY_INLINE V Max(V x, V y) const {
    return If(Or(IsNaN(x), Less(y, x)), x, y);
  }
  HWY_INLINE V Min(V x, V y) const {
    return If(Or(IsNaN(x), Less(x, y)), x, y);
  }

  HWY_INLINE V Sign(V x) const {
    const V one = hwy::HWY_NAMESPACE::CopySignToAbs(Const(1), x);
    return If(Or(IsNaN(x), Equal(x, Const(0))), x, one);
  }

  // Highway's ends at 104 or 706; from some lower bound on it gives inf by
  // itself. It takes NaN for 0.
  HWY_INLINE V Exp(V x) const {
    const V bound = Const(sizeof(T) == 4 ? 90.0 : 710.0);
    const V y = hwy::HWY_NAMESPACE::Exp(d, If(Less(bound, x), bound, x));
    return If(IsNaN(x), x, y);
  }

  // Highway's takes positive finite numbers only.
  HWY_INLINE V Log(V x) const {
    const V zero = Const(0);
    const V y = hwy::HWY_NAMESPACE::Log(d, x);
    const V beyond =
        If(Equal(x, zero), Neg(Infinity()), If(Less(zero, x), x, NaN()));
    return If(And(Less(zero, x), Less(x, Infinity())), y, beyond);
  }

  // The same from -1 on; it takes -0 for 0.
  HWY_INLINE V Log1p(V x) const {
    const V pole = Const(-1);
    const V y = hwy::HWY_NAMESPACE::Log1p(d, x);
    const V beyond =
        If(Equal(x, pole), Neg(Infinity()), If(Less(pole, x), x, NaN()));
    const M inside = And(Less(pole, x), Less(x, Infinity()));
    return If(And(inside, Less(Const(0), Abs(x))), y, beyond);
  }

  HWY_INLINE V Tanh(V x) const { return hwy::HWY_NAMESPACE::Tanh(d, x); }

  // As Exp.
  HWY_INLINE V Expm1(V x) const {
    const V bound = Const(sizeof(T) == 4 ? 90.0 : 710.0);
    const V y = hwy::HWY_NAMESPACE::Expm1(d, If(Less(bound, x), bound, x));
    return If(Or(IsNaN(x), Equal(x, Const(0))), x, y);
  }

  // Highway's reduce the angle well enough up to some bound.
  HWY_INLINE V Sin(V x) const {
    if (!IsModerateAngle(x)) return ByLane<std::sin>(x);
    return If(Equal(x, Const(0)), x, hwy::HWY_NAMESPACE::Sin(d, x));
  }
  HWY_INLINE V Cos(V x) const {
    if (!IsModerateAngle(x)) return ByLane<std::cos>(x);
    return hwy::HWY_NAMESPACE::Cos(d, x);
  }

  HWY_INLINE V Erf(V x) const {
    const V size = Abs(x);
    const V large = Sub(Const(1), ErfcOfPositive(d, size, ExpOf{*this}));
    return If(Less(size, Const(1)), ErfOfSmall(d, x),
              hwy::HWY_NAMESPACE::CopySign(large, x));
  }
  HWY_INLINE V Erfc(V x) const {
    const V size = Abs(x);
    const V small = Sub(Const(1), ErfOfSmall(d, x));
    const V large = ErfcOfPositive(d, size, ExpOf{*this});
    return If(Less(size, Const(0.5)), small,
              If(Less(x, Const(0)), Sub(Const(2), large), large));
  }

 private:
  struct ExpOf {
    const VectorMath& m;
    HWY_INLINE V operator()(V x) const { return m.Exp(x); }
  };

  HWY_INLINE bool IsModerateAngle(V x) const {
    return hwy::HWY_NAMESPACE::AllTrue(d, Less(Abs(x), Const(39000)));
  }

  template <T (*function)(T)>
  HWY_INLINE V ByLane(V x) const {
    HWY_ALIGN T lanes[HWY_MAX_BYTES / sizeof(T)];
    hwy::HWY_NAMESPACE::Store(x, d, lanes);
    for (size_t i = 0; i < hwy::HWY_NAMESPACE::Lanes(d); ++i) {
      lanes[i] = function(lanes[i]);
    }
    return hwy::HWY_NAMESPACE::Load(d, lanes);
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#endif  // Per target.
