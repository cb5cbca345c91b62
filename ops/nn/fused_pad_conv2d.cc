#include "thalweg/ops/nn/fused_pad_conv2d.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/mirror_pad.h"

namespace thalweg {
namespace {

// The elements of a small input, each as far as it is known.
absl::StatusOr<std::vector<int64_t>> ElementsOf(const ShapeContext& context,
                                                int input, const Shape& shape) {
  const Shape& given = context.input(input);
  if (!given.IsCompatibleWith(shape)) {
    return absl::InvalidArgumentError(absl::StrCat(
        context.node().op().inputs()[input].name, " must have shape ",
        shape.ToString(), ", got ", given.ToString()));
  }
  if (const PartialValue* value = context.input_value(input)) {
    return std::vector<int64_t>(value->elements.begin(), value->elements.end());
  }
  return std::vector<int64_t>(shape.num_elements(), PartialValue::kUnknown);
}

// Inputs `first` and on: paddings, filter.
absl::Status InferConv(ShapeContext& context, const Shape& resized, int first,
                       const FusedPadConv2DAttrs& attrs) {
  ASSIGN_OR_RETURN(const auto paddings, ElementsOf(context, first, {4, 2}));
  ASSIGN_OR_RETURN(FusedPadConv2DGeometry geometry,
                   FusedPadConv2DGeometryOf(resized, paddings,
                                            context.input(first + 1), attrs));
  context.set_output(0, std::move(geometry.conv.output));
  return absl::OkStatus();
}

absl::Status FusedPadConv2DShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<FusedPadConv2DAttrs>());
  return InferConv(context, context.input(0), 1, attrs);
}

absl::Status FusedResizeAndPadConv2DShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs,
                   context.attrs<FusedResizeAndPadConv2DAttrs>());
  ASSIGN_OR_RETURN(const auto size, ElementsOf(context, 1, {2}));
  ASSIGN_OR_RETURN(const Shape resized,
                   ResizedForConv2D(context.input(0), size));
  return InferConv(context, resized, 2,
                   {attrs.mode, attrs.strides, attrs.padding});
}

constexpr const char* kWhyNot =
    "is made of a graph that is differentiated already";

const OpRegistration kFusedPadConv2D =
    OpSchema("FusedPadConv2D")
        .Input("input", "T")
        .Input("paddings", kInt32)
        .Input("filter", "T")
        .Output("output", "T")
        .Attr("T", kFloating)
        .Attrs<FusedPadConv2DAttrs>()
        .Allowed("mode", {"REFLECT", "SYMMETRIC"})
        .Allowed("padding", {"SAME", "VALID"})
        .Shape(FusedPadConv2DShape)
        .NotDifferentiable(kWhyNot);

const OpRegistration kFusedResizeAndPadConv2D =
    OpSchema("FusedResizeAndPadConv2D")
        .Input("input", "T")
        .Input("size", kInt32)
        .Input("paddings", kInt32)
        .Input("filter", "T")
        .Output("output", "T")
        .Attr("T", {kHalf, kFloat, kDouble})
        .Attrs<FusedResizeAndPadConv2DAttrs>()
        .Allowed("mode", {"REFLECT", "SYMMETRIC"})
        .Allowed("padding", {"SAME", "VALID"})
        .Shape(FusedResizeAndPadConv2DShape)
        .NotDifferentiable(kWhyNot);

absl::StatusOr<Shape> RequireSomeImages(const Shape& shape) {
  for (int64_t dim : shape.dims()) {
    if (dim == 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Input tensor can't be empty, got shape ", shape.ToString()));
    }
  }
  return RequireImages(shape, 4, "input");
}

absl::Status CheckOnlySpace(absl::Span<const int64_t> paddings) {
  for (int i : {0, 1, 6, 7}) {
    if (paddings[i] == 0 || paddings[i] == PartialValue::kUnknown) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("Fused mirror padding only support spatial padding, not ",
                     i < 2 ? "batches" : "channels", ": ", paddings[i]));
  }
  return absl::OkStatus();
}

// Cells that windows leave over are left out on both sides.
int64_t SkipLeftOver(Padding padding, WindowDim& dim) {
  if (dim.output == Shape::kUnknown || dim.window == Shape::kUnknown) return 0;
  const int64_t left = dim.input - (dim.output - 1) * dim.stride - dim.window;
  const int64_t skipped = padding == Padding::kSame ? left / 2 : (left - 1) / 2;
  if (skipped <= 0) return 0;
  dim.input -= skipped;
  return skipped;
}

}  // namespace

absl::StatusOr<FusedPadConv2DGeometry> FusedPadConv2DGeometryOf(
    const Shape& resized_shape, absl::Span<const int64_t> paddings,
    const Shape& filter, const FusedPadConv2DAttrs& attrs) {
  ASSIGN_OR_RETURN(const Shape resized, RequireSomeImages(resized_shape));
  RETURN_IF_ERROR(CheckOnlySpace(paddings));
  ASSIGN_OR_RETURN(const Shape padded,
                   MirrorPaddedShape(resized, paddings, {attrs.mode}));
  ASSIGN_OR_RETURN(const Padding padding, ParsePadding(attrs.padding));
  const std::vector<int64_t> dilations(4, 1);
  FusedPadConv2DGeometry geometry;
  ASSIGN_OR_RETURN(geometry.conv, ConvGeometryOf(padded, filter,
                                                 {.strides = attrs.strides,
                                                  .dilations = dilations,
                                                  .padding = attrs.padding,
                                                  .data_format = "NHWC"}));
  if (geometry.conv.groups > 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "input and filter must have the same depth: ", padded.dim(3), " vs ",
        filter.dim(2)));
  }
  for (int i = 0; i < 2; ++i) {
    geometry.skipped[i] = SkipLeftOver(padding, geometry.conv.space[i + 1]);
  }
  return geometry;
}

absl::StatusOr<Shape> ResizedForConv2D(const Shape& input,
                                       absl::Span<const int64_t> size) {
  ASSIGN_OR_RETURN(Shape shape, RequireSomeImages(input));
  Shape::Dims dims(shape.dims().begin(), shape.dims().end());
  for (int i = 0; i < 2; ++i) {
    dims[i + 1] = Shape::kUnknown;
    if (size[i] == PartialValue::kUnknown) continue;
    if (size[i] <= 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("output dimensions must be positive, got ", size[i]));
    }
    dims[i + 1] = size[i];
  }
  return Shape::Make(dims);
}

Output FusedPadConv2D(Input input, Input paddings, Input filter, Text mode,
                      std::vector<int64_t> strides, Text padding) {
  return Build(
      kFusedPadConv2D, {input, paddings, filter},
      FusedPadConv2DAttrs{mode.str(), std::move(strides), padding.str()});
}

Output FusedResizeAndPadConv2D(Input input, Input size, Input paddings,
                               Input filter, Text mode,
                               std::vector<int64_t> strides, Text padding,
                               FusedResizeAndPadConv2DAttrs attrs) {
  attrs.mode = mode.str();
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kFusedResizeAndPadConv2D, {input, size, paddings, filter},
               std::move(attrs));
}

}  // namespace thalweg
