#include "thalweg/ops/state/var_handle.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

const OpRegistration kVarHandleOp =
    OpSchema("VarHandleOp")
        .Output("resource", kResource)
        .Attrs<VarHandleAttrs>()
        .Traits({Trait::kStateful, Trait::kHandle})
        .Shape(ScalarOutput)
        .NotDifferentiable("depends on nothing in the graph");

}  // namespace

Output VarHandleOp(At graph, DType dtype, const Shape& shape,
                   VarHandleAttrs attrs) {
  attrs.dtype = dtype;
  attrs.shape = shape;
  return Build(graph, kVarHandleOp, {}, std::move(attrs));
}

}  // namespace thalweg
