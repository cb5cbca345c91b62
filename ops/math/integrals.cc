#include "thalweg/ops/math/integrals.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/math/log.h"
#include "thalweg/ops/math/select.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/math/trigonometric.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

constexpr double kHalfPi = 1.5707963267948966;

Output DawsnDerivative(Input x, Input y) { return 1 - 2 * x.output() * y; }
Output ExpintDerivative(Input x) { return Exp(x) / x; }
Output FresnelCosDerivative(Input x) { return Cos(kHalfPi * Square(x)); }
Output FresnelSinDerivative(Input x) { return Sin(kHalfPi * Square(x)); }
Output SpenceDerivative(Input x) {
  return Select(Equal(x, 1), -1, Log(x) / (1 - x.output()));
}

const OpRegistration kDawsn =
    UnarySchema("Dawsn", kFloating).Gradient(GradientByXAndY<DawsnDerivative>);
const OpRegistration kExpint =
    UnarySchema("Expint", kFloating).Gradient(GradientByX<ExpintDerivative>);
const OpRegistration kFresnelCos =
    UnarySchema("FresnelCos", kFloating)
        .Gradient(GradientByX<FresnelCosDerivative>);
const OpRegistration kFresnelSin =
    UnarySchema("FresnelSin", kFloating)
        .Gradient(GradientByX<FresnelSinDerivative>);
const OpRegistration kSpence =
    UnarySchema("Spence", kFloating).Gradient(GradientByX<SpenceDerivative>);

}  // namespace

Output Dawsn(Input x) { return Build(kDawsn, {x}); }

Output Expint(Input x) { return Build(kExpint, {x}); }

Output FresnelCos(Input x) { return Build(kFresnelCos, {x}); }

Output FresnelSin(Input x) { return Build(kFresnelSin, {x}); }

Output Spence(Input x) { return Build(kSpence, {x}); }

}  // namespace thalweg
