#include "thalweg/ops/nn/leaky_relu.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/nn/activation_schema.h"

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

const OpRegistration kLeakyRelu = ActivationSchema("LeakyRelu")
                                      .Attrs<LeakyReluAttrs>()
                                      .Attr("T", kFloating, kFloat)
                                      .Gradient(LeakyReluGradient);

const OpRegistration kLeakyReluGrad =
    ActivationGradSchema("LeakyReluGrad", "features")
        .Attrs<LeakyReluAttrs>()
        .Attr("T", kFloating, kFloat)
        .Gradient(LeakyReluGradGradient);

}  // namespace

Output LeakyRelu(Input features, LeakyReluAttrs attrs) {
  return Build(kLeakyRelu, {features}, attrs);
}

Output LeakyReluGrad(Input gradients, Input features, LeakyReluAttrs attrs) {
  return Build(kLeakyReluGrad, {gradients, features}, attrs);
}

}  // namespace thalweg
