#include "thalweg/ops/nn/relu.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/nn/activation_schema.h"

namespace thalweg {
namespace {

absl::Status ReluGradient(GradientContext& context) {
  context.set(0, ReluGrad(context.upstream(0).dense(), context.output()));
  return absl::OkStatus();
}

absl::Status ReluGradGradient(GradientContext& context) {
  context.set(0, ReluGrad(context.upstream(0).dense(), context.input(1)));
  context.set(1, ZerosLike(context.input(1)));
  return absl::OkStatus();
}

const OpRegistration kRelu = ActivationSchema("Relu")
                                 .Attr("T", kRealNumbers | kQint8)
                                 .Gradient(ReluGradient);

const OpRegistration kReluGrad = ActivationGradSchema("ReluGrad", "features")
                                     .Attr("T", kRealNumbers)
                                     .Gradient(ReluGradGradient);

}  // namespace

Output Relu(Input features) { return Build(kRelu, {features}); }

Output ReluGrad(Input gradients, Input features) {
  return Build(kReluGrad, {gradients, features});
}

}  // namespace thalweg
