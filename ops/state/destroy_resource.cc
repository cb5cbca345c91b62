#include "thalweg/ops/state/destroy_resource.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

const OpRegistration kDestroyResourceOp =
    OpSchema("DestroyResourceOp")
        .Input("resource", kResource)
        .Attrs<DestroyResourceAttrs>()
        .Traits({Trait::kStateful, Trait::kWritesVariable})
        .Shape(NoOutputs)
        .NotDifferentiable("has no outputs");

}  // namespace

Operation DestroyResourceOp(Input resource, DestroyResourceAttrs attrs) {
  return Build(kDestroyResourceOp, {resource}, attrs);
}

}  // namespace thalweg
