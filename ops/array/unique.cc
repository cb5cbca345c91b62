#include "thalweg/ops/array/unique.h"

#include <optional>
#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status SetUniqueShapes(ShapeContext& context, Shape y, int64_t slices) {
  context.set_output(0, std::move(y));
  context.set_output(1, {slices});
  if (context.num_outputs() > 2) context.set_output(2, Shape::OfRank(1));
  return absl::OkStatus();
}

absl::Status UniqueVectorShape(ShapeContext& context) {
  const Shape& x = context.input(0);
  RETURN_IF_ERROR(RequireRank(x, 1));
  return SetUniqueShapes(context, Shape::OfRank(1),
                         x.has_rank() ? x.dim(0) : Shape::kUnknown);
}

absl::Status UniqueAlongShape(ShapeContext& context) {
  const Shape& x = context.input(0);
  const Shape& axis = context.input(1);
  RETURN_IF_ERROR(RequireRank(axis, 1));
  if (!axis.IsCompatibleWith({0}) && !axis.IsCompatibleWith({1})) {
    return absl::InvalidArgumentError(
        "axis does not support input tensors larger than 1 elements");
  }
  if (axis.num_elements() == 0) return UniqueVectorShape(context);
  const PartialValue* value = context.input_value(1);
  if (!x.has_rank() || axis.num_elements() != 1 || value == nullptr ||
      !value->IsKnown()) {
    Shape y = x.has_rank() ? Shape::OfRank(x.rank()) : Shape::Unknown();
    return SetUniqueShapes(context, std::move(y), Shape::kUnknown);
  }
  ASSIGN_OR_RETURN(const int at, NormalizeAxis(value->elements[0], x.rank()));
  Shape y = x;
  y.set_dim(at, Shape::kUnknown);
  return SetUniqueShapes(context, std::move(y), x.dim(at));
}

OpSchema UniqueSchema(const char* op, bool has_axis, bool has_counts) {
  OpSchema schema(op);
  schema.Input("x", "T");
  if (has_axis) schema.Input("axis", "Taxis");
  schema.Output("y", "T").Output("idx", "out_idx");
  if (has_counts) schema.Output("count", "out_idx");
  schema.Attr("T", kAnyType);
  if (has_axis) schema.Attr("Taxis", kIndices, kInt64);
  return schema.Attrs<UniqueAttrs>()
      .Allowed("out_idx", kIndices)
      .Shape(has_axis ? UniqueAlongShape : UniqueVectorShape)
      .NotDifferentiable("has a shape that hangs on values");
}

const OpRegistration kUniqueV1 = UniqueSchema("Unique", false, false);
const OpRegistration kUnique = UniqueSchema("UniqueV2", true, false);
const OpRegistration kUniqueWithCountsV1 =
    UniqueSchema("UniqueWithCounts", false, true);
const OpRegistration kUniqueWithCounts =
    UniqueSchema("UniqueWithCountsV2", true, true);

}  // namespace

Operation UniqueV1(Input x, UniqueAttrs attrs) {
  return Build(kUniqueV1, {x}, attrs);
}

Operation Unique(Input x, Input axis, UniqueAttrs attrs) {
  return Build(kUnique, {x, axis}, attrs);
}

Operation UniqueWithCountsV1(Input x, UniqueAttrs attrs) {
  return Build(kUniqueWithCountsV1, {x}, attrs);
}

Operation UniqueWithCounts(Input x, Input axis, UniqueAttrs attrs) {
  return Build(kUniqueWithCounts, {x, axis}, attrs);
}

}  // namespace thalweg
