#include "thalweg/ops/array/fill.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/reduction.h"

namespace thalweg {
namespace {

// TensorFlow takes a scalar for a vector of one dimension, and a vector of one
// element for a scalar.
absl::Status CheckFillRanks(const Shape& dims, const Shape& value) {
  if (dims.rank() > 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "dims must represent a vector, got shape ", dims.ToString()));
  }
  if (value.rank() > 1 || (value.rank() == 1 && value.dim(0) != 1 &&
                           value.dim(0) != Shape::kUnknown)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "value must represent a scalar, got shape ", value.ToString()));
  }
  return absl::OkStatus();
}

absl::Status FillShape(ShapeContext& context) {
  const Shape& dims = context.input(0);
  RETURN_IF_ERROR(CheckFillRanks(dims, context.input(1)));
  const PartialValue* value = context.input_value(0);
  if (value == nullptr) {
    const int64_t rank = dims.num_elements();
    if (rank > Shape::kMaxRank) {
      return absl::InvalidArgumentError(absl::StrCat(
          "a shape has at most ", Shape::kMaxRank, " dimensions, got ", rank));
    }
    if (rank >= 0) {
      context.set_output(0, Shape::OfRank(static_cast<int>(rank)));
    }
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Shape shape, FilledShape(value->elements));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status FillValue(ShapeContext& context) {
  const int64_t size = context.node().output_shape(0).num_elements();
  const PartialValue* element = context.input_value(1);
  if (element == nullptr || size < 0 || size > PartialValue::kMaxElements) {
    return absl::OkStatus();
  }
  PartialValue value;
  value.elements.assign(size, element->elements[0]);
  context.set_output_value(0, std::move(value));
  return absl::OkStatus();
}

absl::Status FillGradient(GradientContext& context) {
  const Output value = context.input(1);
  const Output sum = Sum(context.upstream(0).dense());
  context.set(1,
              value.shape().rank() == 0 ? sum : Reshape(sum, ShapeOf(value)));
  return absl::OkStatus();
}

const OpRegistration kFill = OpSchema("Fill")
                                 .Input("dims", "index_type")
                                 .Input("value", "T")
                                 .Output("output", "T")
                                 .Attr("T", kAnyType)
                                 .Attr("index_type", kIndices, kInt32)
                                 .Shape(FillShape)
                                 .Value(FillValue)
                                 .Gradient(FillGradient);

}  // namespace

absl::StatusOr<Shape> FilledShape(absl::Span<const int64_t> dims) {
  Shape shape;
  for (int64_t dim : dims) {
    if (dim < 0 && dim != PartialValue::kUnknown) {
      return absl::InvalidArgumentError(
          absl::StrCat("Dimension ", dim, " must be >= 0"));
    }
    shape.AddDim(dim == PartialValue::kUnknown ? Shape::kUnknown : dim);
  }
  return Shape::Make(shape.dims());
}

Output Fill(At graph, Input dims, Input value) {
  return Build(graph, kFill, {dims, value});
}

}  // namespace thalweg
