#include "thalweg/ops/math/hyperbolic.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/reciprocal.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

Output AtanhDerivative(Input x) { return Reciprocal(1 - Square(x)); }

// The derivative of an inverse is the reciprocal of the function's own.
template <Output (*derivative)(Input)>
absl::Status InverseGradient(GradientContext& context) {
  context.set(0, context.upstream(0).dense() / derivative(ConjugateY(context)));
  return absl::OkStatus();
}

OpSchema HyperbolicSchema(const char* name, int line = __builtin_LINE()) {
  return UnarySchema(name, kFloating | kComplex, __FILE__, line);
}

const OpRegistration kSinh =
    HyperbolicSchema("Sinh").Gradient(GradientByX<Cosh>);
const OpRegistration kCosh =
    HyperbolicSchema("Cosh").Gradient(GradientByX<Sinh>);
const OpRegistration kAsinh =
    HyperbolicSchema("Asinh").Gradient(InverseGradient<Cosh>);
const OpRegistration kAcosh =
    HyperbolicSchema("Acosh").Gradient(InverseGradient<Sinh>);
const OpRegistration kAtanh =
    HyperbolicSchema("Atanh").Gradient(GradientByX<AtanhDerivative>);

}  // namespace

Output Sinh(Input x) { return Build(kSinh, {x}); }

Output Cosh(Input x) { return Build(kCosh, {x}); }

Output Asinh(Input x) { return Build(kAsinh, {x}); }

Output Acosh(Input x) { return Build(kAcosh, {x}); }

Output Atanh(Input x) { return Build(kAtanh, {x}); }

}  // namespace thalweg
