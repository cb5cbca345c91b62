// Formulas of functions of one argument, each listed once for all devices and
// element types. M is the vocabulary they are written in: VectorMath,
// ScalarMath or another device's.
#if defined(THALWEG_KERNELS_FUNCTORS_UNARY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef THALWEG_KERNELS_FUNCTORS_UNARY_INL_H_
#undef THALWEG_KERNELS_FUNCTORS_UNARY_INL_H_
#else
#define THALWEG_KERNELS_FUNCTORS_UNARY_INL_H_
#endif

#include "thalweg/kernels/functors/selu.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

// THALWEG_UNARY(name, formula of m and x)
#define THALWEG_UNARY(name, formula)             \
  struct name##Functor {                         \
    template <class M, class V>                  \
    static HWY_INLINE V Apply(const M& m, V x) { \
      return formula;                            \
    }                                            \
  };

THALWEG_UNARY(Abs, m.Abs(x))
THALWEG_UNARY(Ceil, m.Ceil(x))
THALWEG_UNARY(Cos, m.Cos(x))
THALWEG_UNARY(Erf, m.Erf(x))
THALWEG_UNARY(Erfc, m.Erfc(x))
THALWEG_UNARY(Elu, m.If(m.Less(x, m.Const(0)), m.Expm1(x), x))
THALWEG_UNARY(Exp, m.Exp(x))
THALWEG_UNARY(Expm1, m.Expm1(x))
THALWEG_UNARY(Floor, m.Floor(x))
THALWEG_UNARY(Invert, m.Invert(x))
THALWEG_UNARY(Log, m.Log(x))
THALWEG_UNARY(Log1p, m.Log1p(x))
THALWEG_UNARY(Neg, m.Neg(x))
THALWEG_UNARY(Reciprocal, m.Div(m.Const(1), x))
// Not Max(x, 0), which would be slower: only NaN needs care, and gets it.
THALWEG_UNARY(Relu, m.If(m.Less(x, m.Const(0)), m.Const(0), x))
THALWEG_UNARY(Round, m.Round(x))
THALWEG_UNARY(Relu6, m.If(m.Less(x, m.Const(0)), m.Const(0),
                          m.If(m.Less(m.Const(6), x), m.Const(6), x)))
THALWEG_UNARY(Rsqrt, m.Div(m.Const(1), m.Sqrt(x)))
THALWEG_UNARY(Selu, m.If(m.Less(x, m.Const(0)),
                         m.Mul(m.Const(kSeluNegativeScale), m.Expm1(x)),
                         m.Mul(m.Const(kSeluScale), x)))
THALWEG_UNARY(Sigmoid, m.Div(m.Const(1), m.Add(m.Const(1), m.Exp(m.Neg(x)))))
THALWEG_UNARY(Sign, m.Sign(x))
THALWEG_UNARY(Sin, m.Sin(x))
// log(1 + exp(x)) without overflow.
THALWEG_UNARY(Softplus,
              m.Add(m.Max(x, m.Const(0)), m.Log1p(m.Exp(m.Neg(m.Abs(x))))))
THALWEG_UNARY(Softsign, m.Div(x, m.Add(m.Const(1), m.Abs(x))))
THALWEG_UNARY(Sqrt, m.Sqrt(x))
THALWEG_UNARY(Square, m.Mul(x, x))
THALWEG_UNARY(Tanh, m.Tanh(x))

#undef THALWEG_UNARY

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#endif  // Per target.
