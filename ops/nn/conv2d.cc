#include "thalweg/ops/nn/conv2d.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status Conv2DShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Conv2DAttrs attrs, context.attrs<Conv2DAttrs>());
  ASSIGN_OR_RETURN(Conv2DGeometry geometry,
                   Conv2DGeometryOf(context.input(0), context.input(1), attrs));
  context.set_output(0, std::move(geometry.output));
  return absl::OkStatus();
}

absl::Status Conv2DBackpropInputShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const Conv2DAttrs attrs, context.attrs<Conv2DAttrs>());
  const Shape &filter = context.input(1), &out_backprop = context.input(2);
  ASSIGN_OR_RETURN(Shape input, context.input_as_shape(0));
  ASSIGN_OR_RETURN(input, Conv2DInputShape(input, filter, out_backprop, attrs));
  RETURN_IF_ERROR(
      Conv2DBackpropGeometryOf(input, filter, out_backprop, attrs).status());
  context.set_output(0, std::move(input));
  return absl::OkStatus();
}

absl::Status Conv2DBackpropFilterShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const Conv2DAttrs attrs, context.attrs<Conv2DAttrs>());
  ASSIGN_OR_RETURN(Shape filter, context.input_as_shape(1));
  ASSIGN_OR_RETURN(filter, RequireImages(filter, "filter_sizes"));
  RETURN_IF_ERROR(Conv2DBackpropGeometryOf(context.input(0), filter,
                                           context.input(2), attrs)
                      .status());
  context.set_output(0, std::move(filter));
  return absl::OkStatus();
}

absl::Status Conv2DGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const Conv2DAttrs attrs, context.attrs<Conv2DAttrs>());
  const Output x = context.input(0), f = context.input(1);
  const Output g = context.upstream(0).dense();
  context.set(0, Conv2DBackpropInput(ShapeOf(x), f, g, attrs.strides,
                                     attrs.padding, attrs));
  context.set(1, Conv2DBackpropFilter(x, ShapeOf(f), g, attrs.strides,
                                      attrs.padding, attrs));
  return absl::OkStatus();
}

absl::Status Conv2DBackpropInputGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const Conv2DAttrs attrs, context.attrs<Conv2DAttrs>());
  const Output f = context.input(1), out_backprop = context.input(2);
  const Output g = context.upstream(0).dense();
  context.set(1, Conv2DBackpropFilter(g, ShapeOf(f), out_backprop,
                                      attrs.strides, attrs.padding, attrs));
  context.set(2, Conv2D(g, f, attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

absl::Status Conv2DBackpropFilterGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const Conv2DAttrs attrs, context.attrs<Conv2DAttrs>());
  const Output x = context.input(0), out_backprop = context.input(2);
  const Output g = context.upstream(0).dense();
  context.set(0, Conv2DBackpropInput(ShapeOf(x), g, out_backprop, attrs.strides,
                                     attrs.padding, attrs));
  context.set(2, Conv2D(x, g, attrs.strides, attrs.padding, attrs));
  return absl::OkStatus();
}

const OpRegistration kConv2D =
    OpSchema("Conv2D")
        .Input("input", "T")
        .Input("filter", "T")
        .Output("output", "T")
        .Attr("T", kFloating | DTypeSet{kInt32})
        .Attrs<Conv2DAttrs>()
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Traits({Trait::kContraction})
        .FusedForm("_FusedConv2D")
        .Shape(Conv2DShape)
        .Gradient(Conv2DGradient);

const OpRegistration kConv2DBackpropInput =
    OpSchema("Conv2DBackpropInput")
        .Input("input_sizes", kInt32)
        .Input("filter", "T")
        .Input("out_backprop", "T")
        .Output("output", "T")
        .Attr("T", kFloating | DTypeSet{kInt32})
        .Attrs<Conv2DAttrs>()
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Shape(Conv2DBackpropInputShape)
        .Gradient(Conv2DBackpropInputGradient);

const OpRegistration kConv2DBackpropFilter =
    OpSchema("Conv2DBackpropFilter")
        .Input("input", "T")
        .Input("filter_sizes", kInt32)
        .Input("out_backprop", "T")
        .Output("output", "T")
        .Attr("T", kFloating)
        .Attrs<Conv2DAttrs>()
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Shape(Conv2DBackpropFilterShape)
        .Gradient(Conv2DBackpropFilterGradient);

absl::Status CheckFilterDim(const Shape& filter, int d) {
  if (filter.dim(d) != 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "filter must not have zero elements (i.e. all dimensions must be "
      "non-zero), got shape ",
      filter.ToString()));
}

absl::Status SetGroups(int64_t filter_depth, Conv2DGeometry& geometry) {
  if (geometry.in_depth == Shape::kUnknown || filter_depth == Shape::kUnknown) {
    geometry.groups = Shape::kUnknown;
    return absl::OkStatus();
  }
  if (geometry.in_depth == 0 || geometry.in_depth % filter_depth != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("input depth must be evenly divisible by filter depth: ",
                     geometry.in_depth, " vs ", filter_depth));
  }
  geometry.groups = geometry.in_depth / filter_depth;
  if (geometry.out_depth != Shape::kUnknown &&
      geometry.out_depth % geometry.groups != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "output depth must be evenly divisible by number of groups: ",
        geometry.out_depth, " vs ", geometry.groups));
  }
  return absl::OkStatus();
}

absl::Status CheckDepthAttrs(const Conv2DAttrs& attrs, ImageFormat format) {
  const int depth = ChannelsDim(format);
  if (attrs.strides[depth] != 1 || attrs.dilations[depth] != 1) {
    return absl::UnimplementedError(
        "Current implementation does not yet support strides and dilations in "
        "the depth dimension.");
  }
  return absl::OkStatus();
}

// Windows over nothing would have to be made of padding alone.
absl::Status CheckNotEmpty(const Shape& input, const Conv2DGeometry& geometry) {
  const auto nothing = [](const WindowDim& dim) {
    return dim.input == 0 && dim.output > 0;
  };
  if (nothing(geometry.window.height) || nothing(geometry.window.width)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "images must not be empty where there are windows, got shape ",
        input.ToString()));
  }
  return absl::OkStatus();
}

absl::StatusOr<Conv2DGeometry> GeometryOf(const Shape& input_shape,
                                          const Shape& filter_shape,
                                          const Conv2DAttrs& attrs) {
  ASSIGN_OR_RETURN(const Shape input, RequireImages(input_shape, "input"));
  ASSIGN_OR_RETURN(const Shape filter, RequireImages(filter_shape, "filter"));
  for (int d = 0; d < 3; ++d) RETURN_IF_ERROR(CheckFilterDim(filter, d));
  Conv2DGeometry geometry;
  if (attrs.dilations.size() != 4) {
    return absl::InvalidArgumentError(absl::StrCat(
        "expected dilations of 4 values, got ", attrs.dilations.size()));
  }
  ASSIGN_OR_RETURN(
      geometry.window,
      SlideOverImage(input, filter.dim(0), filter.dim(1),
                     {attrs.strides, attrs.dilations, attrs.padding,
                      attrs.explicit_paddings, attrs.data_format}));
  const ImageFormat format = geometry.window.format;
  RETURN_IF_ERROR(CheckDepthAttrs(attrs, format));
  geometry.batch = input.dim(0);
  geometry.in_depth = input.dim(ChannelsDim(format));
  geometry.out_depth = filter.dim(3);
  RETURN_IF_ERROR(SetGroups(filter.dim(2), geometry));
  RETURN_IF_ERROR(CheckNotEmpty(input, geometry));
  ASSIGN_OR_RETURN(
      geometry.output,
      Shape::Make(ImageShape(format, geometry.batch,
                             geometry.window.height.output,
                             geometry.window.width.output, geometry.out_depth)
                      .dims()));
  return geometry;
}

}  // namespace

absl::StatusOr<Conv2DGeometry> Conv2DGeometryOf(const Shape& input,
                                                const Shape& filter,
                                                const Conv2DAttrs& attrs) {
  ASSIGN_OR_RETURN(Conv2DGeometry geometry, GeometryOf(input, filter, attrs));
  if (filter.has_rank()) RETURN_IF_ERROR(CheckFilterDim(filter, 3));
  return geometry;
}

absl::StatusOr<Conv2DGeometry> Conv2DBackpropGeometryOf(
    const Shape& input, const Shape& filter, const Shape& out_backprop,
    const Conv2DAttrs& attrs) {
  ASSIGN_OR_RETURN(Conv2DGeometry geometry, GeometryOf(input, filter, attrs));
  RETURN_IF_ERROR(RequireImages(out_backprop, "out_backprop").status());
  if (geometry.output.IsCompatibleWith(out_backprop)) return geometry;
  return absl::InvalidArgumentError(absl::StrCat(
      "Size of out_backprop doesn't match computed: actual = ",
      out_backprop.ToString(), ", computed = ", geometry.output.ToString()));
}

absl::StatusOr<Shape> Conv2DInputShape(const Shape& input_sizes,
                                       const Shape& filter_shape,
                                       const Shape& out_backprop,
                                       const Conv2DAttrs& attrs) {
  if (!input_sizes.has_rank() || input_sizes.rank() != 2) {
    return RequireImages(input_sizes, "input_sizes");
  }
  ASSIGN_OR_RETURN(const ImageFormat format,
                   ParseImageFormat(attrs.data_format));
  ASSIGN_OR_RETURN(const Shape filter, RequireImages(filter_shape, "filter"));
  ASSIGN_OR_RETURN(const Shape result,
                   RequireImages(out_backprop, "out_backprop"));
  return Shape::Make(ImageShape(format, result.dim(0), input_sizes.dim(0),
                                input_sizes.dim(1), filter.dim(2))
                         .dims());
}

Output Conv2D(Input input, Input filter, std::vector<int64_t> strides,
              Text padding, Conv2DAttrs attrs) {
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kConv2D, {input, filter}, std::move(attrs));
}

Output Conv2DBackpropInput(Input input_sizes, Input filter, Input out_backprop,
                           std::vector<int64_t> strides, Text padding,
                           Conv2DAttrs attrs) {
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kConv2DBackpropInput, {input_sizes, filter, out_backprop},
               std::move(attrs));
}

Output Conv2DBackpropFilter(Input input, Input filter_sizes, Input out_backprop,
                            std::vector<int64_t> strides, Text padding,
                            Conv2DAttrs attrs) {
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kConv2DBackpropFilter, {input, filter_sizes, out_backprop},
               std::move(attrs));
}

}  // namespace thalweg
