#include "thalweg/ops/nn/relu.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"

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

const OpRegistration kRelu =
    OpSchema("Relu")
        .Input("features", "T")
        .Output("activations", "T")
        .Attr("T", kRealNumbers | kQint8)
        .Traits({Trait::kElementwise, Trait::kActivation})
        .MayOverwrite({0})
        .Shape(SameAsInput)
        .Gradient(ReluGradient);

const OpRegistration kReluGrad = OpSchema("ReluGrad")
                                     .Input("gradients", "T")
                                     .Input("features", "T")
                                     .Output("backprops", "T")
                                     .Attr("T", kRealNumbers)
                                     .Traits({Trait::kElementwise})
                                     .MayOverwrite({0, 1})
                                     .Shape(MergeInputs)
                                     .Gradient(ReluGradGradient);

}  // namespace

Output Relu(Input features) { return Build(kRelu, {features}); }

Output ReluGrad(Input gradients, Input features) {
  return Build(kReluGrad, {gradients, features});
}

}  // namespace thalweg
