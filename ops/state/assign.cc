#include "thalweg/ops/state/assign.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::StatusOr<Shape> MergedAssignShape(const ShapeContext& context) {
  const Shape& ref = context.input(0);
  const Shape& value = context.input(1);
  if (ref.IsCompatibleWith(value)) return ref.MergeWith(value);
  return absl::InvalidArgumentError(absl::StrCat(
      "Assign requires shapes of both tensors to match. lhs shape= ",
      ref.ToString(), " rhs shape= ", value.ToString()));
}

absl::Status AssignShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const AssignAttrs attrs, context.attrs<AssignAttrs>());
  if (!attrs.validate_shape) {
    context.set_output(0, context.input(1));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Shape shape, MergedAssignShape(context));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status AssignUpdateShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape, MergedAssignShape(context));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

const OpRegistration kAssign =
    OpSchema("Assign")
        .RefInput("ref", "T")
        .Input("value", "T")
        .RefOutput("output_ref", "T")
        .Attr("T", kAnyType)
        .Attrs<AssignAttrs>()
        .Traits({Trait::kAllowsUninitialized, Trait::kWritesVariable})
        .Shape(AssignShape)
        .NotDifferentiable("writes a variable");

OpSchema AssignUpdateSchema(const char* name,
                            const char* file = __builtin_FILE(),
                            int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .RefInput("ref", "T")
      .Input("value", "T")
      .RefOutput("output_ref", "T")
      .Attr("T", kNumbersAndQuantized)
      .Attrs<AssignUpdateAttrs>()
      .Traits({Trait::kReadsVariable, Trait::kWritesVariable})
      .Shape(AssignUpdateShape)
      .NotDifferentiable("writes a variable");
}

const OpRegistration kAssignAdd = AssignUpdateSchema("AssignAdd");
const OpRegistration kAssignSub = AssignUpdateSchema("AssignSub");

}  // namespace

Output Assign(Input ref, Input value, AssignAttrs attrs) {
  return Build(kAssign, {ref, value}, attrs);
}

Output AssignAdd(Input ref, Input value, AssignUpdateAttrs attrs) {
  return Build(kAssignAdd, {ref, value}, attrs);
}

Output AssignSub(Input ref, Input value, AssignUpdateAttrs attrs) {
  return Build(kAssignSub, {ref, value}, attrs);
}

}  // namespace thalweg
