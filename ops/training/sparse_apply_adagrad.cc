#include "thalweg/ops/training/sparse_apply_adagrad.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/training/apply_shape.h"

namespace thalweg {
namespace {

const OpRegistration kSparseApplyAdagrad =
    OpSchema("SparseApplyAdagrad")
        .RefInput("var", "T")
        .RefInput("accum", "T")
        .Input("lr", "T")
        .Input("grad", "T")
        .Input("indices", "Tindices")
        .RefOutput("out", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attr("Tindices", kIndices)
        .Attrs<SparseApplyAdagradAttrs>()
        .Traits({Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(SparseApplyShape<2, 3, 4>)
        .NotDifferentiable("writes a variable");

const OpRegistration kResourceSparseApplyAdagrad =
    OpSchema("ResourceSparseApplyAdagrad")
        .Input("var", kResource)
        .Input("accum", kResource)
        .Input("lr", "T")
        .Input("grad", "T")
        .Input("indices", "Tindices")
        .Attr("T", kNumbersAndQuantized)
        .Attr("Tindices", kIndices)
        .Attrs<SparseApplyAdagradAttrs>()
        .Traits(
            {Trait::kStateful, Trait::kReadsVariable, Trait::kWritesVariable})
        .Shape(SparseApplyShape<2, 3, 4>)
        .NotDifferentiable("writes a variable");

}  // namespace

Output SparseApplyAdagrad(Input var, Input accum, Input lr, Input grad,
                          Input indices, SparseApplyAdagradAttrs attrs) {
  return Build(kSparseApplyAdagrad, {var, accum, lr, grad, indices}, attrs);
}

Operation ResourceSparseApplyAdagrad(Input var, Input accum, Input lr,
                                     Input grad, Input indices,
                                     SparseApplyAdagradAttrs attrs) {
  return Build(kResourceSparseApplyAdagrad, {var, accum, lr, grad, indices},
               attrs);
}

}  // namespace thalweg
