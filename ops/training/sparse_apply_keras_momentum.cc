#include "thalweg/ops/training/sparse_apply_keras_momentum.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/training/apply_shape.h"

namespace thalweg {
namespace {

const OpRegistration kResourceSparseApplyKerasMomentum =
    OpSchema("ResourceSparseApplyKerasMomentum")
        .Input("var", kResource)
        .Input("accum", kResource)
        .Input("lr", "T")
        .Input("grad", "T")
        .Input("indices", "Tindices")
        .Input("momentum", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attr("Tindices", kIndices)
        .Attrs<SparseApplyKerasMomentumAttrs>()
        .Traits(
            {Trait::kStateful, Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(SparseApplyShape<2, 3, 4>)
        .NotDifferentiable("writes a variable");

}  // namespace

Operation ResourceSparseApplyKerasMomentum(
    Input var, Input accum, Input lr, Input grad, Input indices, Input momentum,
    SparseApplyKerasMomentumAttrs attrs) {
  return Build(kResourceSparseApplyKerasMomentum,
               {var, accum, lr, grad, indices, momentum}, attrs);
}

}  // namespace thalweg
