#include "thalweg/ops/nn/dilation2d.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

ConvWindows WindowsOf(const Dilation2DAttrs& attrs) {
  return {.rank = 4,
          .depthwise = true,
          .strides = attrs.strides,
          .dilations = attrs.rates,
          .padding = attrs.padding,
          .data_format = "NHWC"};
}

// The filter of the convolution.
absl::StatusOr<Shape> FilterOf(const Shape& filter) {
  if (!filter.has_rank()) return filter;
  if (filter.rank() == 3) {
    return Shape({filter.dim(0), filter.dim(1), filter.dim(2), 1});
  }
  return absl::InvalidArgumentError(
      absl::StrCat("filter must be 3-dimensional: ", filter.ToString()));
}

absl::Status Dilation2DShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const Dilation2DAttrs attrs,
                   context.attrs<Dilation2DAttrs>());
  ASSIGN_OR_RETURN(
      ConvGeometry geometry,
      Dilation2DGeometryOf(context.input(0), context.input(1), attrs));
  context.set_output(0, std::move(geometry.output));
  return absl::OkStatus();
}

// The shape of that input, of the rank that it must have.
template <int input, int rank>
absl::Status BackpropShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const Dilation2DAttrs attrs,
                   context.attrs<Dilation2DAttrs>());
  RETURN_IF_ERROR(Dilation2DBackpropGeometryOf(context.input(0),
                                               context.input(1),
                                               context.input(2), attrs)
                      .status());
  const Shape& shape = context.input(input);
  context.set_output(0, shape.has_rank() ? shape : Shape::OfRank(rank));
  return absl::OkStatus();
}

absl::Status Dilation2DGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const Dilation2DAttrs a, context.attrs<Dilation2DAttrs>());
  const Output x = context.input(0), f = context.input(1);
  const Output g = context.upstream(0).dense();
  context.set(0,
              Dilation2DBackpropInput(x, f, g, a.strides, a.rates, a.padding));
  context.set(1,
              Dilation2DBackpropFilter(x, f, g, a.strides, a.rates, a.padding));
  return absl::OkStatus();
}

constexpr const char* kFlat = "has a derivative of 0 almost everywhere";

const OpRegistration kDilation2D = OpSchema("Dilation2D")
                                       .Input("input", "T")
                                       .Input("filter", "T")
                                       .Output("output", "T")
                                       .Attr("T", kRealNumbers)
                                       .Attrs<Dilation2DAttrs>()
                                       .Minimum("strides", 4)
                                       .Minimum("rates", 4)
                                       .Allowed("padding", {"SAME", "VALID"})
                                       .Shape(Dilation2DShape)
                                       .Gradient(Dilation2DGradient);

const OpRegistration kDilation2DBackpropInput =
    OpSchema("Dilation2DBackpropInput")
        .Input("input", "T")
        .Input("filter", "T")
        .Input("out_backprop", "T")
        .Output("in_backprop", "T")
        .Attr("T", kRealNumbers)
        .Attrs<Dilation2DAttrs>()
        .Minimum("strides", 4)
        .Minimum("rates", 4)
        .Allowed("padding", {"SAME", "VALID"})
        .Shape(BackpropShape<0, 4>)
        .NotDifferentiable(kFlat);

const OpRegistration kDilation2DBackpropFilter =
    OpSchema("Dilation2DBackpropFilter")
        .Input("input", "T")
        .Input("filter", "T")
        .Input("out_backprop", "T")
        .Output("filter_backprop", "T")
        .Attr("T", kRealNumbers)
        .Attrs<Dilation2DAttrs>()
        .Minimum("strides", 4)
        .Minimum("rates", 4)
        .Allowed("padding", {"SAME", "VALID"})
        .Shape(BackpropShape<1, 3>)
        .NotDifferentiable(kFlat);

Dilation2DAttrs AttrsOf(std::vector<int64_t> strides,
                        std::vector<int64_t> rates, const Text& padding) {
  return {std::move(strides), std::move(rates), padding.str()};
}

}  // namespace

absl::StatusOr<ConvGeometry> Dilation2DGeometryOf(
    const Shape& input, const Shape& filter, const Dilation2DAttrs& attrs) {
  ASSIGN_OR_RETURN(const Shape conv_filter, FilterOf(filter));
  return ConvGeometryOf(input, conv_filter, WindowsOf(attrs));
}

absl::StatusOr<ConvGeometry> Dilation2DBackpropGeometryOf(
    const Shape& input, const Shape& filter, const Shape& out_backprop,
    const Dilation2DAttrs& attrs) {
  ASSIGN_OR_RETURN(const Shape conv_filter, FilterOf(filter));
  return ConvBackpropGeometryOf(input, conv_filter, out_backprop,
                                WindowsOf(attrs));
}

Output Dilation2D(Input input, Input filter, std::vector<int64_t> strides,
                  std::vector<int64_t> rates, Text padding) {
  return Build(kDilation2D, {input, filter},
               AttrsOf(std::move(strides), std::move(rates), padding));
}

Output Dilation2DBackpropInput(Input input, Input filter, Input out_backprop,
                               std::vector<int64_t> strides,
                               std::vector<int64_t> rates, Text padding) {
  return Build(kDilation2DBackpropInput, {input, filter, out_backprop},
               AttrsOf(std::move(strides), std::move(rates), padding));
}

Output Dilation2DBackpropFilter(Input input, Input filter, Input out_backprop,
                                std::vector<int64_t> strides,
                                std::vector<int64_t> rates, Text padding) {
  return Build(kDilation2DBackpropFilter, {input, filter, out_backprop},
               AttrsOf(std::move(strides), std::move(rates), padding));
}

}  // namespace thalweg
