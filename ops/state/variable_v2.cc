#include "thalweg/ops/state/variable_v2.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status VariableV2Shape(ShapeContext& context) {
  ASSIGN_OR_RETURN(VariableV2Attrs attrs, context.attrs<VariableV2Attrs>());
  context.set_output(0, std::move(attrs.shape));
  return absl::OkStatus();
}

const OpRegistration kVariableV2 =
    OpSchema("VariableV2")
        .RefOutput("ref", "dtype")
        .Attrs<VariableV2Attrs>()
        .Traits({Trait::kStateful, Trait::kHandle})
        .Shape(VariableV2Shape)
        .NotDifferentiable("depends on nothing in the graph");

}  // namespace

Output VariableV2(At graph, const Shape& shape, DType dtype,
                  VariableV2Attrs attrs) {
  attrs.shape = shape;
  attrs.dtype = dtype;
  return Build(graph, kVariableV2, {}, std::move(attrs));
}

}  // namespace thalweg
