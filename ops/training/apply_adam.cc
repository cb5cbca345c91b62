#include "thalweg/ops/training/apply_adam.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/training/apply_shape.h"

namespace thalweg {
namespace {

const OpRegistration kApplyAdam =
    OpSchema("ApplyAdam")
        .RefInput("var", "T")
        .RefInput("m", "T")
        .RefInput("v", "T")
        .Input("beta1_power", "T")
        .Input("beta2_power", "T")
        .Input("lr", "T")
        .Input("beta1", "T")
        .Input("beta2", "T")
        .Input("epsilon", "T")
        .Input("grad", "T")
        .RefOutput("out", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<ApplyAdamAttrs>()
        .Traits({Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(ApplyShape<3, 9>)
        .NotDifferentiable("writes a variable");

const OpRegistration kResourceApplyAdam =
    OpSchema("ResourceApplyAdam")
        .Input("var", kResource)
        .Input("m", kResource)
        .Input("v", kResource)
        .Input("beta1_power", "T")
        .Input("beta2_power", "T")
        .Input("lr", "T")
        .Input("beta1", "T")
        .Input("beta2", "T")
        .Input("epsilon", "T")
        .Input("grad", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<ApplyAdamAttrs>()
        .Traits(
            {Trait::kStateful, Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(ApplyShape<3, 9>)
        .NotDifferentiable("writes a variable");

}  // namespace

Output ApplyAdam(Input var, Input m, Input v, Input beta1_power,
                 Input beta2_power, Input lr, Input beta1, Input beta2,
                 Input epsilon, Input grad, ApplyAdamAttrs attrs) {
  return Build(
      kApplyAdam,
      {var, m, v, beta1_power, beta2_power, lr, beta1, beta2, epsilon, grad},
      attrs);
}

Operation ResourceApplyAdam(Input var, Input m, Input v, Input beta1_power,
                            Input beta2_power, Input lr, Input beta1,
                            Input beta2, Input epsilon, Input grad,
                            ApplyAdamAttrs attrs) {
  return Build(
      kResourceApplyAdam,
      {var, m, v, beta1_power, beta2_power, lr, beta1, beta2, epsilon, grad},
      attrs);
}

}  // namespace thalweg
