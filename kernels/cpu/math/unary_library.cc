// Functions of one argument that the C++ library computes.
#include <cmath>

#include "thalweg/kernels/cpu/math/library_loops.h"

namespace thalweg {
namespace {

// A new function takes its name here and a line below.
#define THALWEG_LIBRARY_UNARY(name, formula) \
  struct name##Function {                    \
    template <class T>                       \
    auto operator()(T x) const {             \
      return formula;                        \
    }                                        \
  };

THALWEG_LIBRARY_UNARY(Acos, std::acos(x))
THALWEG_LIBRARY_UNARY(Acosh, std::acosh(x))
THALWEG_LIBRARY_UNARY(Asin, std::asin(x))
THALWEG_LIBRARY_UNARY(Asinh, std::asinh(x))
THALWEG_LIBRARY_UNARY(Atan, std::atan(x))
THALWEG_LIBRARY_UNARY(Atanh, std::atanh(x))
THALWEG_LIBRARY_UNARY(Cosh, std::cosh(x))
THALWEG_LIBRARY_UNARY(Sinh, std::sinh(x))
THALWEG_LIBRARY_UNARY(Tan, std::tan(x))

THALWEG_LIBRARY_UNARY(IsFinite, std::isfinite(x))
THALWEG_LIBRARY_UNARY(IsInf, std::isinf(x))
THALWEG_LIBRARY_UNARY(IsNan, std::isnan(x))

#undef THALWEG_LIBRARY_UNARY

template <class F>
using OfAnything = LibraryUnary<F, FloatingAndComplexTypes>;
template <class F>
using OfFloating = LibraryUnary<F, FloatingTypes>;

const OfAnything<AcosFunction> kAcos("Acos");
const OfAnything<AcoshFunction> kAcosh("Acosh");
const OfAnything<AsinFunction> kAsin("Asin");
const OfAnything<AsinhFunction> kAsinh("Asinh");
const OfAnything<AtanFunction> kAtan("Atan");
const OfAnything<AtanhFunction> kAtanh("Atanh");
const OfAnything<CoshFunction> kCosh("Cosh");
const OfAnything<SinhFunction> kSinh("Sinh");
const OfAnything<TanFunction> kTan("Tan");

const OfFloating<IsFiniteFunction> kIsFinite("IsFinite");
const OfFloating<IsInfFunction> kIsInf("IsInf");
const OfFloating<IsNanFunction> kIsNan("IsNan");

}  // namespace
}  // namespace thalweg
