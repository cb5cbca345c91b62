#include "thalweg/ops/math/sigmoid.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SigmoidGradient(GradientContext& context) {
  context.set(
      0, SigmoidGrad(Conjugate(context.output()), context.upstream(0).dense()));
  return absl::OkStatus();
}

absl::Status SigmoidGradGradient(GradientContext& context) {
  const Output y = Conjugate(context.input(0));
  const Output g = context.upstream(0).dense();
  const Output scaled = g * Conjugate(context.input(1));
  context.set(0, scaled - 2 * scaled * y);
  context.set(1, SigmoidGrad(y, g));
  return absl::OkStatus();
}

const OpRegistration kSigmoid =
    OpSchema("Sigmoid")
        .Input("x", "T")
        .Output("y", "T")
        .Attr("T", kFloating | kComplex)
        .Traits({Trait::kElementwise, Trait::kActivation})
        .MayOverwrite({0})
        .Shape(SameAsInput)
        .Gradient(SigmoidGradient);

const OpRegistration kSigmoidGrad = OpSchema("SigmoidGrad")
                                        .Input("y", "T")
                                        .Input("dy", "T")
                                        .Output("z", "T")
                                        .Attr("T", kFloating | kComplex)
                                        .Traits({Trait::kElementwise})
                                        .MayOverwrite({0, 1})
                                        .Shape(MergeInputs)
                                        .Gradient(SigmoidGradGradient);

}  // namespace

Output Sigmoid(Input x) { return Build(kSigmoid, {x}); }

Output SigmoidGrad(Input y, Input dy) { return Build(kSigmoidGrad, {y, dy}); }

}  // namespace thalweg
