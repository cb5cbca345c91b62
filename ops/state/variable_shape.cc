#include "thalweg/ops/state/variable_shape.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/state/declared_variable.h"

namespace thalweg {
namespace {

absl::Status VariableShapeShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireRank(context.input(0), 0));
  const auto variable = FindDeclaredVariable(context, 0);
  const bool known = variable.has_value() && variable->shape.has_rank();
  context.set_output(0, {known ? variable->shape.rank() : Shape::kUnknown});
  return absl::OkStatus();
}

absl::Status VariableShapeValue(ShapeContext& context) {
  const auto variable = FindDeclaredVariable(context, 0);
  if (!variable.has_value() || !variable->shape.has_rank()) {
    return absl::OkStatus();
  }
  PartialValue value;
  for (int64_t dim : variable->shape.dims()) {
    value.elements.push_back(dim < 0 ? PartialValue::kUnknown : dim);
  }
  context.set_output_value(0, std::move(value));
  return absl::OkStatus();
}

const OpRegistration kVariableShape =
    OpSchema("VariableShape")
        .Input("input", kResource)
        .Output("output", "out_type")
        .Attrs<VariableShapeAttrs>()
        .Allowed("out_type", kIndices)
        .Traits({Trait::kStateful, Trait::kReadsVariable})
        .Shape(VariableShapeShape)
        .Value(VariableShapeValue)
        .NotDifferentiable("yields integers");

}  // namespace

Output VariableShape(Input input, VariableShapeAttrs attrs) {
  return Build(kVariableShape, {input}, attrs);
}

}  // namespace thalweg
