#include "thalweg/ops/math/exp.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status ExpGradient(GradientContext& context) {
  context.set(0, context.upstream(0).dense() * Conjugate(context.output()));
  return absl::OkStatus();
}

const OpRegistration kExp = OpSchema("Exp")
                                .Input("x", "T")
                                .Output("y", "T")
                                .Attr("T", kFloating | kComplex)
                                .Traits({Trait::kElementwise})
                                .MayOverwrite({0})
                                .Shape(SameAsInput)
                                .Gradient(ExpGradient);

}  // namespace

Output Exp(Input x) { return Build(kExp, {x}); }

}  // namespace thalweg
