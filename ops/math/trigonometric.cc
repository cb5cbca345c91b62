#include "thalweg/ops/math/trigonometric.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/reciprocal.h"
#include "thalweg/ops/math/sqrt.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

Output CosDerivative(Input x) { return -Sin(x); }
Output TanDerivative(Input x) { return Square(Reciprocal(Cos(x))); }
Output AsinDerivative(Input x) { return Reciprocal(Sqrt(1 - Square(x))); }
Output AcosDerivative(Input x) { return -AsinDerivative(x); }
Output AtanDerivative(Input x) { return Reciprocal(1 + Square(x)); }

OpSchema AngleSchema(const char* name, int line = __builtin_LINE()) {
  return UnarySchema(name, kFloating | kComplex, __FILE__, line);
}

const OpRegistration kSin = AngleSchema("Sin").Gradient(GradientByX<Cos>);
const OpRegistration kCos =
    AngleSchema("Cos").Gradient(GradientByX<CosDerivative>);
const OpRegistration kTan =
    AngleSchema("Tan").Gradient(GradientByX<TanDerivative>);
const OpRegistration kAsin =
    AngleSchema("Asin").Gradient(GradientByX<AsinDerivative>);
const OpRegistration kAcos =
    AngleSchema("Acos").Gradient(GradientByX<AcosDerivative>);
const OpRegistration kAtan =
    AngleSchema("Atan").Gradient(GradientByX<AtanDerivative>);

}  // namespace

Output Sin(Input x) { return Build(kSin, {x}); }

Output Cos(Input x) { return Build(kCos, {x}); }

Output Tan(Input x) { return Build(kTan, {x}); }

Output Asin(Input x) { return Build(kAsin, {x}); }

Output Acos(Input x) { return Build(kAcos, {x}); }

Output Atan(Input x) { return Build(kAtan, {x}); }

}  // namespace thalweg
