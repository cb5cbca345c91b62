#include "thalweg/ops/math/gamma.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

Output DigammaDerivative(Input x) { return Polygamma(1, x); }

absl::Status PolygammaGradient(GradientContext& context) {
  const Output derivative = Polygamma(context.input(0) + 1, context.input(1));
  SetBroadcastGradients(context, Output(),
                        context.upstream(0).dense() * derivative);
  return absl::OkStatus();
}

absl::Status ZetaGradient(GradientContext& context) {
  const Output x = context.input(0);
  const Output derivative = -x * Zeta(x + 1, context.input(1));
  SetBroadcastGradients(context, Output(),
                        context.upstream(0).dense() * derivative);
  return absl::OkStatus();
}

const OpRegistration kLgamma =
    UnarySchema("Lgamma", kFloating).Gradient(GradientByX<Digamma>);
const OpRegistration kDigamma =
    UnarySchema("Digamma", kFloating).Gradient(GradientByX<DigammaDerivative>);

const OpRegistration kPolygamma = OpSchema("Polygamma")
                                      .Input("a", "T")
                                      .Input("x", "T")
                                      .Output("z", "T")
                                      .Attr("T", {kFloat, kDouble})
                                      .Traits({Trait::kElementwise})
                                      .MayOverwrite({0, 1})
                                      .Shape(BroadcastInputs)
                                      .Gradient(PolygammaGradient);

const OpRegistration kZeta = OpSchema("Zeta")
                                 .Input("x", "T")
                                 .Input("q", "T")
                                 .Output("z", "T")
                                 .Attr("T", {kFloat, kDouble})
                                 .Traits({Trait::kElementwise})
                                 .MayOverwrite({0, 1})
                                 .Shape(BroadcastInputs)
                                 .Gradient(ZetaGradient);

}  // namespace

Output Lgamma(Input x) { return Build(kLgamma, {x}); }

Output Digamma(Input x) { return Build(kDigamma, {x}); }

Output Polygamma(Input a, Input x) { return Build(kPolygamma, {a, x}); }

Output Zeta(Input x, Input q) { return Build(kZeta, {x, q}); }

}  // namespace thalweg
