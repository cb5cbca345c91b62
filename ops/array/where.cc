#include "thalweg/ops/array/where.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

absl::Status WhereShape(ShapeContext& context) {
  const Shape& input = context.input(0);
  if (input.rank() == 0) {
    return absl::InvalidArgumentError(
        "WhereOp : Unhandled input dimensions: 0");
  }
  context.set_output(
      0, {Shape::kUnknown, input.has_rank() ? input.rank() : Shape::kUnknown});
  return absl::OkStatus();
}

const OpRegistration kWhere =
    OpSchema("Where")
        .Input("input", "T")
        .Output("index", kInt64)
        .Attr("T", kNumbersAndQuantized | kBool, kBool)
        .Shape(WhereShape)
        .NotDifferentiable("yields integers");

}  // namespace

Output Where(Input input) { return Build(kWhere, {input}); }

}  // namespace thalweg
