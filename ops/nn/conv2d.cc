#include "thalweg/ops/nn/conv2d.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/ops/nn/conv_family.h"

namespace thalweg {
namespace {

struct Conv2DFamily {
  using Attrs = Conv2DAttrs;
  static constexpr auto* Forward = &Conv2D;
  static constexpr auto* ToImages = &Conv2DBackpropInput;
  static constexpr auto* ToFilter = &Conv2DBackpropFilter;
};

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
        .Shape(ConvShape<Conv2DAttrs, InferConv>)
        .Gradient(ConvGradient<Conv2DFamily>);
const FlopsRegistration kConv2DFlops(kConv2D, ConvFlops<>);

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
        .Shape(ConvShape<Conv2DAttrs, InferConvBackpropInput>)
        .Gradient(ConvBackpropInputGradient<Conv2DFamily>);
const FlopsRegistration kConv2DBackpropInputFlops(kConv2DBackpropInput,
                                                  ConvBackpropInputFlops<>);

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
        .Shape(ConvShape<Conv2DAttrs, InferConvBackpropFilter>)
        .Gradient(ConvBackpropFilterGradient<Conv2DFamily>);
const FlopsRegistration kConv2DBackpropFilterFlops(kConv2DBackpropFilter,
                                                   ConvBackpropFilterFlops<>);

}  // namespace

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
