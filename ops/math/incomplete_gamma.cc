#include "thalweg/ops/math/incomplete_gamma.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/math/gamma.h"
#include "thalweg/ops/math/log.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

// That of Igamma with the upstream gradient g.
void SetIgammaGradients(GradientContext& context, const Output& g) {
  const Output a = context.input(0), x = context.input(1);
  // As logarithms first: the powers and the gamma function would overflow.
  const Output density = Exp((a - 1) * Log(x) - x - Lgamma(a));
  SetBroadcastGradients(context, g * IgammaGradA(a, x), g * density);
}

absl::Status IgammaGradient(GradientContext& context) {
  SetIgammaGradients(context, context.upstream(0).dense());
  return absl::OkStatus();
}

absl::Status IgammacGradient(GradientContext& context) {
  SetIgammaGradients(context, -context.upstream(0).dense());
  return absl::OkStatus();
}

OpSchema IncompleteGammaSchema(const char* name, DTypeSet types,
                               int line = __builtin_LINE()) {
  return OpSchema(name, __FILE__, line)
      .Input("a", "T")
      .Input("x", "T")
      .Output("z", "T")
      .Attr("T", types)
      .Traits({Trait::kElementwise})
      .MayOverwrite({0, 1})
      .Shape(BroadcastInputs);
}

const OpRegistration kIgamma =
    IncompleteGammaSchema("Igamma", kFloating).Gradient(IgammaGradient);
const OpRegistration kIgammac =
    IncompleteGammaSchema("Igammac", kFloating).Gradient(IgammacGradient);
const OpRegistration kIgammaGradA =
    IncompleteGammaSchema("IgammaGradA", {kFloat, kDouble})
        .NotDifferentiable("has derivatives that no op gives");

}  // namespace

Output Igamma(Input a, Input x) { return Build(kIgamma, {a, x}); }

Output Igammac(Input a, Input x) { return Build(kIgammac, {a, x}); }

Output IgammaGradA(Input a, Input x) { return Build(kIgammaGradA, {a, x}); }

}  // namespace thalweg
