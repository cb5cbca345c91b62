#include "thalweg/ops/nn/relu6.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/nn/activation_schema.h"

namespace thalweg {
namespace {

absl::Status Relu6Gradient(GradientContext& context) {
  context.set(0, Relu6Grad(context.upstream(0).dense(), context.output()));
  return absl::OkStatus();
}

absl::Status Relu6GradGradient(GradientContext& context) {
  const Output features = context.input(1);
  context.set(0, Relu6Grad(context.upstream(0).dense(), features));
  context.set(1, ZerosLike(features));
  return absl::OkStatus();
}

const OpRegistration kRelu6 =
    ActivationSchema("Relu6").Attr("T", kRealNumbers).Gradient(Relu6Gradient);

const OpRegistration kRelu6Grad = ActivationGradSchema("Relu6Grad", "features")
                                      .Attr("T", kRealNumbers)
                                      .Gradient(Relu6GradGradient);

}  // namespace

Output Relu6(Input features) { return Build(kRelu6, {features}); }

Output Relu6Grad(Input gradients, Input features) {
  return Build(kRelu6Grad, {gradients, features});
}

}  // namespace thalweg
