#include "thalweg/ops/math/erf.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

constexpr double kTwoOverRootPi = 1.1283791670955126;
constexpr double kHalfRootPi = 0.88622692545275801;
constexpr double kRootTwoPi = 2.5066282746310005;

Output ErfDerivative(Input x) { return kTwoOverRootPi * Exp(-Square(x)); }
Output ErfcDerivative(Input x) { return -kTwoOverRootPi * Exp(-Square(x)); }
Output ErfinvDerivative(Input y) { return kHalfRootPi * Exp(Square(y)); }
Output NdtriDerivative(Input y) { return kRootTwoPi * Exp(0.5 * Square(y)); }

const OpRegistration kErf =
    UnarySchema("Erf", kFloating).Gradient(GradientByX<ErfDerivative>);
const OpRegistration kErfc =
    UnarySchema("Erfc", kFloating).Gradient(GradientByX<ErfcDerivative>);
const OpRegistration kErfinv =
    UnarySchema("Erfinv", kFloating).Gradient(GradientByY<ErfinvDerivative>);
const OpRegistration kNdtri =
    UnarySchema("Ndtri", kFloating).Gradient(GradientByY<NdtriDerivative>);

}  // namespace

Output Erf(Input x) { return Build(kErf, {x}); }

Output Erfc(Input x) { return Build(kErfc, {x}); }

Output Erfinv(Input x) { return Build(kErfinv, {x}); }

Output Ndtri(Input x) { return Build(kNdtri, {x}); }

}  // namespace thalweg
