#include "thalweg/ops/state/assign_variable.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/state/declared_variable.h"

namespace thalweg {
namespace {

absl::Status AssignVariableShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(
      const DeclaredVariable variable,
      RequireVariable(context, 0, context.input_dtype(1), "assign"));
  if (variable.shape.IsCompatibleWith(context.input(1))) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "Trying to assign to variable with tensor with wrong shape. Expected ",
      variable.shape.ToString(), " got ", context.input(1).ToString()));
}

const OpRegistration kAssignVariableOp =
    OpSchema("AssignVariableOp")
        .Input("resource", kResource)
        .Input("value", "dtype")
        .Attr("dtype", kAnyType)
        .Attrs<AssignVariableAttrs>()
        .Traits({Trait::kStateful, Trait::kWritesVariable})
        .Shape(AssignVariableShape)
        .NotDifferentiable("writes a variable");

OpSchema AssignUpdateVariableSchema(const char* name,
                                    const char* file = __builtin_FILE(),
                                    int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .Input("resource", kResource)
      .Input("value", "dtype")
      .Attr("dtype", kAnyType)
      .Traits({Trait::kStateful, Trait::kReadsVariable, Trait::kWritesVariable})
      .Shape(AssignVariableShape)
      .NotDifferentiable("writes a variable");
}

const OpRegistration kAssignAddVariableOp =
    AssignUpdateVariableSchema("AssignAddVariableOp");
const OpRegistration kAssignSubVariableOp =
    AssignUpdateVariableSchema("AssignSubVariableOp");

// A literal takes the variable's dtype.
AttrMap ValueDType(const Input& resource, const Input& value) {
  AttrMap attrs;
  if (value.literal_kind() != Input::Literal::kInteger &&
      value.literal_kind() != Input::Literal::kReal) {
    return attrs;
  }
  const Node* node = resource.output().node();
  if (node == nullptr || !node->Is(Trait::kHandle)) return attrs;
  if (const auto* dtype = node->attrs().Get<DType>("dtype")) {
    attrs.Set("dtype", *dtype);
  }
  return attrs;
}

}  // namespace

Operation AssignVariableOp(Input resource, Input value,
                           AssignVariableAttrs attrs) {
  AttrMap map = ValueDType(resource, value);
  map.Set("validate_shape", attrs.validate_shape);
  return Build(kAssignVariableOp, {resource, value}, std::move(map));
}

Operation AssignAddVariableOp(Input resource, Input value) {
  return Build(kAssignAddVariableOp, {resource, value},
               ValueDType(resource, value));
}

Operation AssignSubVariableOp(Input resource, Input value) {
  return Build(kAssignSubVariableOp, {resource, value},
               ValueDType(resource, value));
}

}  // namespace thalweg
