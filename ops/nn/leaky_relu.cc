#include "thalweg/ops/nn/leaky_relu.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status LeakyReluGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<LeakyReluAttrs>());
  context.set(
      0, LeakyReluGrad(context.upstream(0).dense(), context.input(0), attrs));
  return absl::OkStatus();
}

absl::Status LeakyReluGradGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<LeakyReluAttrs>());
  const Output features = context.input(1);
  context.set(0, LeakyReluGrad(context.upstream(0).dense(), features, attrs));
  context.set(1, ZerosLike(features));
  return absl::OkStatus();
}

const OpRegistration kLeakyRelu =
    OpSchema("LeakyRelu")
        .Input("features", "T")
        .Output("activations", "T")
        .Attrs<LeakyReluAttrs>()
        .Attr("T", kFloating, kFloat)
        .Traits({Trait::kElementwise, Trait::kActivation})
        .MayOverwrite({0})
        .Shape(SameAsInput)
        .Gradient(LeakyReluGradient);

const OpRegistration kLeakyReluGrad = OpSchema("LeakyReluGrad")
                                          .Input("gradients", "T")
                                          .Input("features", "T")
                                          .Output("backprops", "T")
                                          .Attrs<LeakyReluAttrs>()
                                          .Attr("T", kFloating, kFloat)
                                          .Traits({Trait::kElementwise})
                                          .MayOverwrite({0, 1})
                                          .Shape(MergeInputs)
                                          .Gradient(LeakyReluGradGradient);

}  // namespace

Output LeakyRelu(Input features, LeakyReluAttrs attrs) {
  return Build(kLeakyRelu, {features}, attrs);
}

Output LeakyReluGrad(Input gradients, Input features, LeakyReluAttrs attrs) {
  return Build(kLeakyReluGrad, {gradients, features}, attrs);
}

}  // namespace thalweg
