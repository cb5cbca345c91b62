#include "thalweg/ops/math/bessel.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/reciprocal.h"
#include "thalweg/ops/math/select.h"
#include "thalweg/ops/math/sign.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

// The formulas for order 1 divide by x.
Output Unless0(const Input& x, double at_zero, const Output& derivative) {
  return Select(Equal(x, 0), at_zero, derivative);
}

Output J0Derivative(Input x) { return -BesselJ1(x); }
Output J1Derivative(Input x, Input y) {
  return Unless0(x, 0.5, BesselJ0(x) - y / x);
}
Output Y0Derivative(Input x) { return -BesselY1(x); }
Output Y1Derivative(Input x, Input y) { return BesselY0(x) - y / x; }

Output I1Derivative(Input x, Input y) {
  return Unless0(x, 1, BesselI0(x) - y / x);
}
Output I0eDerivative(Input x, Input y) { return BesselI1e(x) - Sign(x) * y; }
Output I1eDerivative(Input x, Input y) {
  return Unless0(x, 0.5, BesselI0e(x) - y * (Sign(x) + Reciprocal(x)));
}

Output K0Derivative(Input x) { return -BesselK1(x); }
Output K1Derivative(Input x, Input y) { return -BesselK0(x) - y / x; }
Output K0eDerivative(Input x, Input y) { return y - BesselK1e(x); }
Output K1eDerivative(Input x, Input y) {
  return y * (1 - Reciprocal(x)) - BesselK0e(x);
}

OpSchema BesselSchema(const char* name, int line = __builtin_LINE()) {
  return UnarySchema(name, kFloating, __FILE__, line);
}

const OpRegistration kBesselJ0 =
    BesselSchema("BesselJ0").Gradient(GradientByX<J0Derivative>);
const OpRegistration kBesselJ1 =
    BesselSchema("BesselJ1").Gradient(GradientByXAndY<J1Derivative>);
const OpRegistration kBesselY0 =
    BesselSchema("BesselY0").Gradient(GradientByX<Y0Derivative>);
const OpRegistration kBesselY1 =
    BesselSchema("BesselY1").Gradient(GradientByXAndY<Y1Derivative>);
const OpRegistration kBesselI0 =
    BesselSchema("BesselI0").Gradient(GradientByX<BesselI1>);
const OpRegistration kBesselI1 =
    BesselSchema("BesselI1").Gradient(GradientByXAndY<I1Derivative>);
const OpRegistration kBesselI0e =
    BesselSchema("BesselI0e").Gradient(GradientByXAndY<I0eDerivative>);
const OpRegistration kBesselI1e =
    BesselSchema("BesselI1e").Gradient(GradientByXAndY<I1eDerivative>);
const OpRegistration kBesselK0 =
    BesselSchema("BesselK0").Gradient(GradientByX<K0Derivative>);
const OpRegistration kBesselK1 =
    BesselSchema("BesselK1").Gradient(GradientByXAndY<K1Derivative>);
const OpRegistration kBesselK0e =
    BesselSchema("BesselK0e").Gradient(GradientByXAndY<K0eDerivative>);
const OpRegistration kBesselK1e =
    BesselSchema("BesselK1e").Gradient(GradientByXAndY<K1eDerivative>);

}  // namespace

Output BesselJ0(Input x) { return Build(kBesselJ0, {x}); }

Output BesselJ1(Input x) { return Build(kBesselJ1, {x}); }

Output BesselY0(Input x) { return Build(kBesselY0, {x}); }

Output BesselY1(Input x) { return Build(kBesselY1, {x}); }

Output BesselI0(Input x) { return Build(kBesselI0, {x}); }

Output BesselI1(Input x) { return Build(kBesselI1, {x}); }

Output BesselI0e(Input x) { return Build(kBesselI0e, {x}); }

Output BesselI1e(Input x) { return Build(kBesselI1e, {x}); }

Output BesselK0(Input x) { return Build(kBesselK0, {x}); }

Output BesselK1(Input x) { return Build(kBesselK1, {x}); }

Output BesselK0e(Input x) { return Build(kBesselK0e, {x}); }

Output BesselK1e(Input x) { return Build(kBesselK1e, {x}); }

}  // namespace thalweg
