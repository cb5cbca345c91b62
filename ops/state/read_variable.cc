#include "thalweg/ops/state/read_variable.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/state/declared_variable.h"

namespace thalweg {
namespace {

absl::Status ReadVariableShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<ReadVariableAttrs>());
  ASSIGN_OR_RETURN(DeclaredVariable variable,
                   RequireVariable(context, 0, attrs.dtype, "read"));
  context.set_output(0, std::move(variable.shape));
  return absl::OkStatus();
}

absl::Status ReadVariableGradient(GradientContext& context) {
  context.set(0, context.upstream(0));
  return absl::OkStatus();
}

const OpRegistration kReadVariableOp =
    OpSchema("ReadVariableOp")
        .Input("resource", kResource)
        .Output("value", "dtype")
        .Attrs<ReadVariableAttrs>()
        .Traits({Trait::kStateful, Trait::kReadsVariable})
        .Shape(ReadVariableShape)
        .Gradient(ReadVariableGradient);

}  // namespace

Output ReadVariableOp(Input resource, DType dtype) {
  return Build(kReadVariableOp, {resource}, ReadVariableAttrs{dtype});
}

}  // namespace thalweg
