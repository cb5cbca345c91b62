#include "thalweg/ops/array/pack.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::StatusOr<int> CheckedPackAxis(int64_t axis, int rank) {
  if (axis < -rank || axis >= rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("axis = ", axis, " not in [", -rank, ", ", rank, ")"));
  }
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

absl::Status PackShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const PackAttrs attrs, context.attrs<PackAttrs>());
  Shape common = Shape::Unknown();
  for (int i = 0; i < context.num_inputs(); ++i) {
    absl::StatusOr<Shape> merged = common.MergeWith(context.input(i));
    if (!merged.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("Shapes of all inputs must match: values[0].shape = ",
                       context.input(0).ToString(), " != values[", i,
                       "].shape = ", context.input(i).ToString()));
    }
    common = *std::move(merged);
  }
  ASSIGN_OR_RETURN(Shape shape,
                   PackedShape(common, context.num_inputs(), attrs.axis));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

// Of scalars, which is how shapes are put together.
absl::Status PackValue(ShapeContext& context) {
  if (context.node().output_shape(0).rank() != 1 ||
      context.num_inputs() > PartialValue::kMaxElements) {
    return absl::OkStatus();
  }
  PartialValue value;
  for (int i = 0; i < context.num_inputs(); ++i) {
    const PartialValue* element = context.input_value(i);
    value.elements.push_back(element == nullptr ? PartialValue::kUnknown
                                                : element->elements[0]);
  }
  context.set_output_value(0, std::move(value));
  return absl::OkStatus();
}

absl::Status PackGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<PackAttrs>());
  const int count = context.num_inputs();
  const Operation parts =
      Unpack(context.upstream(0).dense(), count, {.axis = attrs.axis});
  for (int i = 0; i < count; ++i) context.set(i, parts[i]);
  return absl::OkStatus();
}

const OpRegistration kPack = OpSchema("Pack")
                                 .InputList("values", "N", "T")
                                 .Output("output", "T")
                                 .Number("N")
                                 .Attr("T", kAnyType)
                                 .Attrs<PackAttrs>()
                                 .Shape(PackShape)
                                 .Value(PackValue)
                                 .Gradient(PackGradient);

absl::Status UnpackShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const UnpackAttrs attrs, context.attrs<UnpackAttrs>());
  ASSIGN_OR_RETURN(
      const Shape shape,
      UnpackedShape(context.input(0), context.num_outputs(), attrs.axis));
  for (int i = 0; i < context.num_outputs(); ++i) {
    context.set_output(i, shape);
  }
  return absl::OkStatus();
}

// Of vectors.
absl::Status UnpackValue(ShapeContext& context) {
  const PartialValue* value = context.input_value(0);
  if (value == nullptr || context.input(0).rank() != 1) return absl::OkStatus();
  for (int i = 0; i < context.num_outputs(); ++i) {
    context.set_output_value(i, {{value->elements[i]}});
  }
  return absl::OkStatus();
}

absl::Status UnpackGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<UnpackAttrs>());
  context.set(0, Pack(UpstreamsOrZeros(context), {.axis = attrs.axis}));
  return absl::OkStatus();
}

const OpRegistration kUnpack = OpSchema("Unpack")
                                   .Input("value", "T")
                                   .OutputList("output", "num", "T")
                                   .Number("num", 0)
                                   .Attr("T", kAnyType)
                                   .Attrs<UnpackAttrs>()
                                   .Shape(UnpackShape)
                                   .Value(UnpackValue)
                                   .Gradient(UnpackGradient);

}  // namespace

absl::StatusOr<Shape> PackedShape(const Shape& shape, int64_t count,
                                  int64_t axis) {
  if (!shape.has_rank()) return Shape::Unknown();
  const int rank = shape.rank();
  ASSIGN_OR_RETURN(const int at, CheckedPackAxis(axis, rank + 1));
  const Shape packed =
      shape.Slice(0, at).Concat({count}).Concat(shape.Slice(at, rank));
  return Shape::Make(packed.dims());
}

absl::StatusOr<Shape> UnpackedShape(const Shape& value, int64_t num,
                                    int64_t axis) {
  if (!value.has_rank()) return Shape::Unknown();
  const int rank = value.rank();
  ASSIGN_OR_RETURN(const int at, CheckedPackAxis(axis, rank));
  const int64_t dim = value.dim(at);
  if (dim != Shape::kUnknown && dim != num) {
    return absl::InvalidArgumentError(
        absl::StrCat("Input shape axis ", at, " must equal ", num,
                     ", got shape ", value.ToString()));
  }
  return value.Slice(0, at).Concat(value.Slice(at + 1, rank));
}

Output Pack(InputList values, PackAttrs attrs) {
  return Build(kPack, {values}, attrs);
}

Operation Unpack(Input value, int64_t num, UnpackAttrs attrs) {
  AttrMap map;
  map.Set("num", num);
  map.Set("axis", attrs.axis);
  return Build(kUnpack, {value}, std::move(map));
}

}  // namespace thalweg
