#include "thalweg/ops/training/apply_momentum.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/training/apply_shape.h"

namespace thalweg {
namespace {

const OpRegistration kApplyMomentum =
    OpSchema("ApplyMomentum")
        .RefInput("var", "T")
        .RefInput("accum", "T")
        .Input("lr", "T")
        .Input("grad", "T")
        .Input("momentum", "T")
        .RefOutput("out", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<ApplyMomentumAttrs>()
        .Traits({Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(ApplyShape<2, 3>)
        .NotDifferentiable("writes a variable");

const OpRegistration kResourceApplyMomentum =
    OpSchema("ResourceApplyMomentum")
        .Input("var", kResource)
        .Input("accum", kResource)
        .Input("lr", "T")
        .Input("grad", "T")
        .Input("momentum", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<ApplyMomentumAttrs>()
        .Traits(
            {Trait::kStateful, Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(ApplyShape<2, 3>)
        .NotDifferentiable("writes a variable");

}  // namespace

Output ApplyMomentum(Input var, Input accum, Input lr, Input grad,
                     Input momentum, ApplyMomentumAttrs attrs) {
  return Build(kApplyMomentum, {var, accum, lr, grad, momentum}, attrs);
}

Operation ResourceApplyMomentum(Input var, Input accum, Input lr, Input grad,
                                Input momentum, ApplyMomentumAttrs attrs) {
  return Build(kResourceApplyMomentum, {var, accum, lr, grad, momentum}, attrs);
}

}  // namespace thalweg
