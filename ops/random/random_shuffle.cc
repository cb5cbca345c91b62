#include "thalweg/ops/random/random_shuffle.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

const OpRegistration kRandomShuffle =
    OpSchema("RandomShuffle")
        .Input("value", "T")
        .Output("output", "T")
        .Attrs<SeedAttrs>()
        .Attr("T", kAnyType)
        .Traits({Trait::kStateful})
        .Shape(SameAsInput)
        .NotDifferentiable("depends on an order that no gradient reaches");

}  // namespace

Output RandomShuffle(Input value, SeedAttrs attrs) {
  return Build(kRandomShuffle, {value}, attrs);
}

}  // namespace thalweg
