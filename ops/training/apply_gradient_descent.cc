#include "thalweg/ops/training/apply_gradient_descent.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/training/apply_shape.h"

namespace thalweg {
namespace {

const OpRegistration kApplyGradientDescent =
    OpSchema("ApplyGradientDescent")
        .RefInput("var", "T")
        .Input("alpha", "T")
        .Input("delta", "T")
        .RefOutput("out", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<ApplyGradientDescentAttrs>()
        .Traits({Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(ApplyShape<1, 2>)
        .NotDifferentiable("writes a variable");

const OpRegistration kResourceApplyGradientDescent =
    OpSchema("ResourceApplyGradientDescent")
        .Input("var", kResource)
        .Input("alpha", "T")
        .Input("delta", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<ApplyGradientDescentAttrs>()
        .Traits(
            {Trait::kStateful, Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(ApplyShape<1, 2>)
        .NotDifferentiable("writes a variable");

}  // namespace

Output ApplyGradientDescent(Input var, Input alpha, Input delta,
                            ApplyGradientDescentAttrs attrs) {
  return Build(kApplyGradientDescent, {var, alpha, delta}, attrs);
}

Operation ResourceApplyGradientDescent(Input var, Input alpha, Input delta,
                                       ApplyGradientDescentAttrs attrs) {
  return Build(kResourceApplyGradientDescent, {var, alpha, delta}, attrs);
}

}  // namespace thalweg
