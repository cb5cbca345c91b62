#include "thalweg/ops/math/comparison.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

constexpr char kYieldsBooleans[] = "yields booleans";

absl::Status EqualityShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(EqualAttrs attrs, context.attrs<EqualAttrs>());
  absl::StatusOr<Shape> shape =
      BroadcastShapes(context.input(0), context.input(1));
  if (attrs.incompatible_shape_error) {
    RETURN_IF_ERROR(shape.status());
  } else if (!shape.ok()) {
    shape = Shape();
  } else if (!context.input(0).IsFullyDefined() ||
             !context.input(1).IsFullyDefined()) {
    shape = Shape::Unknown();  // They may turn out not to broadcast.
  }
  context.set_output(0, *std::move(shape));
  return absl::OkStatus();
}

OpSchema EqualitySchema(const char* name) {
  return OpSchema(name)
      .Input("x", "T")
      .Input("y", "T")
      .Output("z", kBool)
      .Attr("T", kAnyType)
      .Attrs<EqualAttrs>()
      .Traits({Trait::kElementwise, Trait::kCommutative})
      .Shape(EqualityShape)
      .NotDifferentiable(kYieldsBooleans);
}

OpSchema OrderSchema(const char* name) {
  return OpSchema(name)
      .Input("x", "T")
      .Input("y", "T")
      .Output("z", kBool)
      .Attr("T", kRealNumbers)
      .Traits({Trait::kElementwise})
      .Shape(BroadcastInputs)
      .NotDifferentiable(kYieldsBooleans);
}

const OpRegistration kEqual = EqualitySchema("Equal");
const OpRegistration kNotEqual = EqualitySchema("NotEqual");
const OpRegistration kLess = OrderSchema("Less");
const OpRegistration kLessEqual = OrderSchema("LessEqual");
const OpRegistration kGreater = OrderSchema("Greater");
const OpRegistration kGreaterEqual = OrderSchema("GreaterEqual");

}  // namespace

Output Equal(Input x, Input y, EqualAttrs attrs) {
  return Build(kEqual, {x, y}, attrs);
}

Output NotEqual(Input x, Input y, EqualAttrs attrs) {
  return Build(kNotEqual, {x, y}, attrs);
}

Output Less(Input x, Input y) { return Build(kLess, {x, y}); }

Output LessEqual(Input x, Input y) { return Build(kLessEqual, {x, y}); }

Output Greater(Input x, Input y) { return Build(kGreater, {x, y}); }

Output GreaterEqual(Input x, Input y) { return Build(kGreaterEqual, {x, y}); }

}  // namespace thalweg
