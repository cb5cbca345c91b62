#include "thalweg/ops/math/tanh.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status TanhGradient(GradientContext& context) {
  context.set(
      0, TanhGrad(Conjugate(context.output()), context.upstream(0).dense()));
  return absl::OkStatus();
}

absl::Status TanhGradGradient(GradientContext& context) {
  const Output y = Conjugate(context.input(0));
  const Output dy = Conjugate(context.input(1));
  const Output g = context.upstream(0).dense();
  context.set(0, -2 * g * dy * y);
  context.set(1, TanhGrad(y, g));
  return absl::OkStatus();
}

const OpRegistration kTanh =
    OpSchema("Tanh")
        .Input("x", "T")
        .Output("y", "T")
        .Attr("T", kFloating | kComplex)
        .Traits({Trait::kElementwise, Trait::kActivation})
        .MayOverwrite({0})
        .Shape(SameAsInput)
        .Gradient(TanhGradient);

const OpRegistration kTanhGrad = OpSchema("TanhGrad")
                                     .Input("y", "T")
                                     .Input("dy", "T")
                                     .Output("z", "T")
                                     .Attr("T", kFloating | kComplex)
                                     .Traits({Trait::kElementwise})
                                     .MayOverwrite({0, 1})
                                     .Shape(MergeInputs)
                                     .Gradient(TanhGradGradient);

}  // namespace

Output Tanh(Input x) { return Build(kTanh, {x}); }

Output TanhGrad(Input y, Input dy) { return Build(kTanhGrad, {y, dy}); }

}  // namespace thalweg
