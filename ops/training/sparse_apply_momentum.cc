#include "thalweg/ops/training/sparse_apply_momentum.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/training/apply_shape.h"

namespace thalweg {
namespace {

const OpRegistration kSparseApplyMomentum =
    OpSchema("SparseApplyMomentum")
        .RefInput("var", "T")
        .RefInput("accum", "T")
        .Input("lr", "T")
        .Input("grad", "T")
        .Input("indices", "Tindices")
        .Input("momentum", "T")
        .RefOutput("out", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attr("Tindices", kIndices)
        .Attrs<SparseApplyMomentumAttrs>()
        .Traits({Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(SparseApplyShape<2, 3, 4>)
        .NotDifferentiable("writes a variable");

const OpRegistration kResourceSparseApplyMomentum =
    OpSchema("ResourceSparseApplyMomentum")
        .Input("var", kResource)
        .Input("accum", kResource)
        .Input("lr", "T")
        .Input("grad", "T")
        .Input("indices", "Tindices")
        .Input("momentum", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attr("Tindices", kIndices)
        .Attrs<SparseApplyMomentumAttrs>()
        .Traits(
            {Trait::kStateful, Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(SparseApplyShape<2, 3, 4>)
        .NotDifferentiable("writes a variable");

}  // namespace

Output SparseApplyMomentum(Input var, Input accum, Input lr, Input grad,
                           Input indices, Input momentum,
                           SparseApplyMomentumAttrs attrs) {
  return Build(kSparseApplyMomentum, {var, accum, lr, grad, indices, momentum},
               attrs);
}

Operation ResourceSparseApplyMomentum(Input var, Input accum, Input lr,
                                      Input grad, Input indices, Input momentum,
                                      SparseApplyMomentumAttrs attrs) {
  return Build(kResourceSparseApplyMomentum,
               {var, accum, lr, grad, indices, momentum}, attrs);
}

}  // namespace thalweg
