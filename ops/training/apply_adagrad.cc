#include "thalweg/ops/training/apply_adagrad.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/training/apply_shape.h"

namespace thalweg {
namespace {

const OpRegistration kApplyAdagrad =
    OpSchema("ApplyAdagrad")
        .RefInput("var", "T")
        .RefInput("accum", "T")
        .Input("lr", "T")
        .Input("grad", "T")
        .RefOutput("out", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<ApplyAdagradAttrs>()
        .Traits({Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(ApplyShape<2, 3>)
        .NotDifferentiable("writes a variable");

const OpRegistration kResourceApplyAdagrad =
    OpSchema("ResourceApplyAdagrad")
        .Input("var", kResource)
        .Input("accum", kResource)
        .Input("lr", "T")
        .Input("grad", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<ApplyAdagradAttrs>()
        .Traits(
            {Trait::kStateful, Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(ApplyShape<2, 3>)
        .NotDifferentiable("writes a variable");

}  // namespace

Output ApplyAdagrad(Input var, Input accum, Input lr, Input grad,
                    ApplyAdagradAttrs attrs) {
  return Build(kApplyAdagrad, {var, accum, lr, grad}, attrs);
}

Operation ResourceApplyAdagrad(Input var, Input accum, Input lr, Input grad,
                               ApplyAdagradAttrs attrs) {
  return Build(kResourceApplyAdagrad, {var, accum, lr, grad}, attrs);
}

}  // namespace thalweg
