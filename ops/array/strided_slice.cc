#include "thalweg/ops/array/strided_slice.h"

#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/strided_slice_extent.h"
#include "thalweg/ops/array/values.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/cast.h"

namespace thalweg {
namespace {

// What is known of begin, end and strides, inputs `first` and the two after;
// nothing when their length is unknown.
absl::StatusOr<std::optional<std::array<PartialValue, 3>>> KnownIndices(
    const ShapeContext& context, int first) {
  Shape common = {Shape::kUnknown};
  for (int i = first; i < first + 3; ++i) {
    absl::StatusOr<Shape> merged = common.MergeWith(context.input(i));
    if (!merged.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Expected begin, end, and strides to be 1D equal size tensors, but "
          "got shapes ",
          context.input(first).ToString(), ", ",
          context.input(first + 1).ToString(), ", and ",
          context.input(first + 2).ToString(), " instead."));
    }
    common = *std::move(merged);
  }
  std::optional<std::array<PartialValue, 3>> indices;
  const int64_t length = common.dim(0);
  if (length < 0 || length > PartialValue::kMaxElements) return indices;
  indices.emplace();
  for (int i = 0; i < 3; ++i) {
    const PartialValue* value = context.input_value(first + i);
    if (value != nullptr) {
      (*indices)[i] = *value;
    } else {
      (*indices)[i].elements.assign(length, PartialValue::kUnknown);
    }
  }
  return indices;
}

// The extent for input shape `shape`; nothing when too little is known.
absl::StatusOr<std::optional<StridedSliceExtent>> KnownExtent(
    const ShapeContext& context, const Shape& shape, int first) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<StridedSliceAttrs>());
  ASSIGN_OR_RETURN(const auto indices, KnownIndices(context, first));
  std::optional<StridedSliceExtent> extent;
  if (!indices.has_value() || !shape.has_rank()) return extent;
  ASSIGN_OR_RETURN(extent, ResolveStridedSlice(
                               shape,
                               {(*indices)[0].elements, (*indices)[1].elements,
                                (*indices)[2].elements},
                               attrs));
  return extent;
}

absl::Status StridedSliceShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto extent,
                   KnownExtent(context, context.input(0), 1));
  if (extent.has_value()) context.set_output(0, extent->output);
  return absl::OkStatus();
}

// Of vectors only.
absl::Status StridedSliceValue(ShapeContext& context) {
  const std::optional<PartialValue> input = KnownVector(context, 0);
  if (!input.has_value()) return absl::OkStatus();
  for (int i = 1; i < 4; ++i) {
    const PartialValue* value = context.input_value(i);
    if (value == nullptr || !value->IsKnown()) return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto extent,
                   KnownExtent(context, context.input(0), 1));
  PartialValue value;
  for (int64_t i = 0; i < extent->size[0]; ++i) {
    value.elements.push_back(
        input->elements[extent->begin[0] + i * extent->stride[0]]);
  }
  context.set_output_value(0, std::move(value));
  return absl::OkStatus();
}

// An index argument in a dtype that StridedSliceGrad takes.
Output AsWideIndex(const Output& index) {
  return kIndices.contains(index.dtype()) ? index : Cast(index, kInt32);
}

absl::Status StridedSliceGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<StridedSliceAttrs>());
  const Output begin = AsWideIndex(context.input(1));
  const Output shape = ShapeOf(context.input(0), {.out_type = begin.dtype()});
  context.set(0, StridedSliceGrad(shape, begin, AsWideIndex(context.input(2)),
                                  AsWideIndex(context.input(3)),
                                  context.upstream(0).dense(), attrs));
  return absl::OkStatus();
}

const OpRegistration kStridedSlice = OpSchema("StridedSlice")
                                         .Input("input", "T")
                                         .Input("begin", "Index")
                                         .Input("end", "Index")
                                         .Input("strides", "Index")
                                         .Output("output", "T")
                                         .Attr("T", kAnyType)
                                         .Attr("Index", kIndices | kInt16)
                                         .Attrs<StridedSliceAttrs>()
                                         .Shape(StridedSliceShape)
                                         .Value(StridedSliceValue)
                                         .Gradient(StridedSliceGradient);

absl::Status StridedSliceGradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape, context.input_as_shape(0));
  ASSIGN_OR_RETURN(const auto extent, KnownExtent(context, shape, 1));
  if (extent.has_value()) {
    RETURN_IF_ERROR(context.input(4).MergeWith(extent->output).status());
  }
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status StridedSliceGradGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<StridedSliceAttrs>());
  context.set(4, StridedSlice(context.upstream(0).dense(), context.input(1),
                              context.input(2), context.input(3), attrs));
  return absl::OkStatus();
}

const OpRegistration kStridedSliceGrad =
    OpSchema("StridedSliceGrad")
        .Input("shape", "Index")
        .Input("begin", "Index")
        .Input("end", "Index")
        .Input("strides", "Index")
        .Input("dy", "T")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Attr("Index", kIndices)
        .Attrs<StridedSliceAttrs>()
        .Shape(StridedSliceGradShape)
        .Gradient(StridedSliceGradGradient);

absl::Status SliceUpdateShape(ShapeContext& context) {
  const Shape& input = context.input(0);
  ASSIGN_OR_RETURN(const auto extent, KnownExtent(context, input, 1));
  if (extent.has_value()) {
    RETURN_IF_ERROR(CheckSliceUpdate(extent->output, context.input(4)));
  }
  return SameAsInput(context);
}

absl::Status SliceUpdateGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<StridedSliceAttrs>());
  const Output g = context.upstream(0).dense();
  const Output begin = context.input(1);
  const Output end = context.input(2);
  const Output strides = context.input(3);
  context.set(0, TensorStridedSliceUpdate(g, begin, end, strides,
                                          ZerosLike(context.input(4)), attrs));
  context.set(4, StridedSlice(g, begin, end, strides, attrs));
  return absl::OkStatus();
}

const OpRegistration kTensorStridedSliceUpdate =
    OpSchema("TensorStridedSliceUpdate")
        .Input("input", "T")
        .Input("begin", "Index")
        .Input("end", "Index")
        .Input("strides", "Index")
        .Input("value", "T")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Attr("Index", kIndices)
        .Attrs<StridedSliceAttrs>()
        .MayOverwrite({0})
        .Shape(SliceUpdateShape)
        .Gradient(SliceUpdateGradient);

}  // namespace

absl::Status CheckSliceUpdate(const Shape& extent, const Shape& value) {
  if (extent.num_elements() == 0 || extent.IsCompatibleWith(value)) {
    return absl::OkStatus();
  }
  return absl::UnimplementedError(
      absl::StrCat("sliced l-value shape ", extent.ToString(),
                   " does not match r-value shape ", value.ToString(),
                   ". Automatic broadcasting not yet implemented."));
}

Output StridedSlice(Input input, Input begin, Input end, Input strides,
                    StridedSliceAttrs attrs) {
  return Build(kStridedSlice, {input, begin, end, strides}, attrs);
}

Output StridedSliceGrad(Input shape, Input begin, Input end, Input strides,
                        Input dy, StridedSliceAttrs attrs) {
  return Build(kStridedSliceGrad, {shape, begin, end, strides, dy}, attrs);
}

Output TensorStridedSliceUpdate(Input input, Input begin, Input end,
                                Input strides, Input value,
                                StridedSliceAttrs attrs) {
  return Build(kTensorStridedSliceUpdate, {input, begin, end, strides, value},
               attrs);
}

}  // namespace thalweg
