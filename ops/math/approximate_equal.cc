#include "thalweg/ops/math/approximate_equal.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

const OpRegistration kApproximateEqual =
    OpSchema("ApproximateEqual")
        .Input("x", "T")
        .Input("y", "T")
        .Output("z", kBool)
        .Attr("T", kNumbersAndQuantized)
        .Attrs<ApproximateEqualAttrs>()
        .Traits({Trait::kElementwise, Trait::kCommutative})
        .Shape(MergeInputs)
        .NotDifferentiable("yields truth values");

}  // namespace

Output ApproximateEqual(Input x, Input y, ApproximateEqualAttrs attrs) {
  return Build(kApproximateEqual, {x, y}, attrs);
}

}  // namespace thalweg
