// Formulas of functions of two arguments, each listed once for all devices and
// element types. M is the vocabulary they are written in: VectorMath,
// ScalarMath or another device's.
#if defined(THALWEG_KERNELS_FUNCTORS_BINARY_INL_H_) == \
    defined(HWY_TARGET_TOGGLE)
#ifdef THALWEG_KERNELS_FUNCTORS_BINARY_INL_H_
#undef THALWEG_KERNELS_FUNCTORS_BINARY_INL_H_
#else
#define THALWEG_KERNELS_FUNCTORS_BINARY_INL_H_
#endif

#include "thalweg/kernels/functors/selu.h"

HWY_BEFORE_NAMESPACE();
namespace thalweg {
namespace HWY_NAMESPACE {

// THALWEG_BINARY(name, formula of m, x and y)
#define THALWEG_BINARY(name, formula)                 \
  struct name##Functor {                              \
    template <class M, class V>                       \
    static HWY_INLINE V Apply(const M& m, V x, V y) { \
      return formula;                                 \
    }                                                 \
  };

// Arithmetic: the inputs broadcast.
THALWEG_BINARY(Add, m.Add(x, y))
THALWEG_BINARY(Div, m.Div(x, y))
THALWEG_BINARY(DivNoNan, m.If(m.Equal(y, m.Const(0)), m.Const(0), m.Div(x, y)))
THALWEG_BINARY(FloorDiv, m.FloorDiv(x, y))
THALWEG_BINARY(FloorMod, m.FloorMod(x, y))
THALWEG_BINARY(Maximum, m.Max(x, y))
THALWEG_BINARY(Minimum, m.Min(x, y))
THALWEG_BINARY(Mul, m.Mul(x, y))
THALWEG_BINARY(Pow, m.Pow(x, y))
THALWEG_BINARY(SquaredDifference, m.Mul(m.Sub(x, y), m.Conj(m.Sub(x, y))))
THALWEG_BINARY(Sub, m.Sub(x, y))
THALWEG_BINARY(TruncateDiv, m.Trunc(m.Div(x, y)))
THALWEG_BINARY(TruncateMod, m.TruncateMod(x, y))

// Zero wins over infinities and NaN.
THALWEG_BINARY(MulNoNan, m.If(m.Equal(y, m.Const(0)), m.Const(0), m.Mul(x, y)))
THALWEG_BINARY(Xdivy, m.If(m.Equal(x, m.Const(0)), m.Const(0), m.Div(x, y)))
THALWEG_BINARY(Xlog1py,
               m.If(m.Equal(x, m.Const(0)), m.Const(0), m.Mul(x, m.Log1p(y))))
THALWEG_BINARY(Xlogy,
               m.If(m.Equal(x, m.Const(0)), m.Const(0), m.Mul(x, m.Log(y))))

// Of integers as rows of bits.
THALWEG_BINARY(BitwiseAnd, m.BitwiseAnd(x, y))
THALWEG_BINARY(BitwiseOr, m.BitwiseOr(x, y))
THALWEG_BINARY(BitwiseXor, m.BitwiseXor(x, y))
THALWEG_BINARY(LeftShift, m.LeftShift(x, y))
THALWEG_BINARY(RightShift, m.RightShift(x, y))

// Gradients: x is the function's value y, y the upstream gradient dy. The
// inputs have one shape.
THALWEG_BINARY(ReciprocalGrad, m.Neg(m.Mul(m.Mul(m.Conj(x), y), m.Conj(x))))
THALWEG_BINARY(RsqrtGrad, m.Mul(m.Mul(m.Const(-0.5), m.Mul(y, m.Conj(x))),
                                m.Mul(m.Conj(x), m.Conj(x))))
THALWEG_BINARY(SigmoidGrad, m.Mul(m.Mul(y, x), m.Sub(m.Const(1), x)))
// Nothing passes, however steep it is: no NaN from 0 / 0.
THALWEG_BINARY(SqrtGrad, m.If(m.Equal(y, m.Const(0)), m.Const(0),
                              m.Div(m.Mul(m.Const(0.5), y), m.Conj(x))))
THALWEG_BINARY(TanhGrad, m.Mul(y, m.Sub(m.Const(1), m.Mul(x, x))))

// Gradients of activations the other way round: x is the upstream gradient, y
// the function's argument or (Elu, Selu, possibly Relu and Relu6) its value.
THALWEG_BINARY(EluGrad,
               m.If(m.Less(y, m.Const(0)), m.Mul(x, m.Add(y, m.Const(1))), x))
THALWEG_BINARY(ReluGrad, m.If(m.Less(m.Const(0), y), x, m.Const(0)))
THALWEG_BINARY(Relu6Grad,
               m.If(m.And(m.Less(m.Const(0), y), m.Less(y, m.Const(6))), x,
                    m.Const(0)))
THALWEG_BINARY(SeluGrad, m.If(m.Less(y, m.Const(0)),
                              m.Mul(x, m.Add(y, m.Const(kSeluNegativeScale))),
                              m.Mul(x, m.Const(kSeluScale))))
THALWEG_BINARY(SoftplusGrad, m.Div(x, m.Add(m.Const(1), m.Exp(m.Neg(y)))))
THALWEG_BINARY(SoftsignGrad, m.Div(x, m.Mul(m.Add(m.Const(1), m.Abs(y)),
                                            m.Add(m.Const(1), m.Abs(y)))))

#undef THALWEG_BINARY

}  // namespace HWY_NAMESPACE
}  // namespace thalweg
HWY_AFTER_NAMESPACE();

#endif  // Per target.
