#include "thalweg/ops/array/one_hot.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status RequireScalar(const ShapeContext& context, int i,
                           const char* name) {
  if (!context.input(i).has_rank() || context.input(i).rank() == 0) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      name, " must be a scalar, but got: ", context.input(i).ToString()));
}

absl::Status OneHotShapeFunction(ShapeContext& context) {
  ASSIGN_OR_RETURN(const OneHotAttrs attrs, context.attrs<OneHotAttrs>());
  if (attrs.axis < -1) {
    return absl::InvalidArgumentError(
        absl::StrCat("axis must be >= -1, got ", attrs.axis));
  }
  RETURN_IF_ERROR(RequireScalar(context, 1, "depth"));
  RETURN_IF_ERROR(RequireScalar(context, 2, "on_value"));
  RETURN_IF_ERROR(RequireScalar(context, 3, "off_value"));
  const auto depth = context.input_scalar(1);
  if (depth.has_value() && *depth < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("depth must be non-negative, got: ", *depth));
  }
  ASSIGN_OR_RETURN(Shape shape,
                   OneHotShape(context.input(0),
                               depth.value_or(Shape::kUnknown), attrs.axis));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

const OpRegistration kOneHot =
    OpSchema("OneHot")
        .Input("indices", "TI")
        .Input("depth", kInt32)
        .Input("on_value", "T")
        .Input("off_value", "T")
        .Output("output", "T")
        .Attrs<OneHotAttrs>()
        .Attr("T", kAnyType)
        .Attr("TI", {kUint8, kInt8, kInt32, kInt64}, kInt64)
        .Shape(OneHotShapeFunction)
        .NotDifferentiable("is piecewise constant in the indices");

}  // namespace

absl::StatusOr<Shape> OneHotShape(const Shape& indices, int64_t depth,
                                  int64_t axis) {
  if (!indices.has_rank()) return Shape::Unknown();
  const int rank = indices.rank();
  if (axis < -1 || axis > rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected axis to be -1 or between [0, ", rank + 1,
                     ").  But received: ", axis));
  }
  const int at = static_cast<int>(axis < 0 ? rank : axis);
  const Shape shape =
      indices.Slice(0, at).Concat({depth}).Concat(indices.Slice(at, rank));
  return Shape::Make(shape.dims());
}

Output OneHot(Input indices, Input depth, Input on_value, Input off_value,
              OneHotAttrs attrs) {
  return Build(kOneHot, {indices, depth, on_value, off_value}, attrs);
}

}  // namespace thalweg
