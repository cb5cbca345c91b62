#include "thalweg/ops/nn/depthwise_conv2d.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/ops/nn/conv_family.h"

namespace thalweg {
namespace {

using Attrs = DepthwiseConv2dNativeAttrs;

struct DepthwiseFamily {
  using Attrs = DepthwiseConv2dNativeAttrs;
  static constexpr auto* Forward = &DepthwiseConv2dNative;
  static constexpr auto* ToImages = &DepthwiseConv2dNativeBackpropInput;
  static constexpr auto* ToFilter = &DepthwiseConv2dNativeBackpropFilter;
};

const OpRegistration kDepthwiseConv2dNative =
    OpSchema("DepthwiseConv2dNative")
        .Input("input", "T")
        .Input("filter", "T")
        .Output("output", "T")
        .Attr("T", kFloating)
        .Attrs<Attrs>()
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Shape(ConvShape<Attrs, InferConv>)
        .Gradient(ConvGradient<DepthwiseFamily>);
const FlopsRegistration kDepthwiseConv2dNativeFlops(kDepthwiseConv2dNative,
                                                    ConvFlops<true>);

const OpRegistration kDepthwiseConv2dNativeBackpropInput =
    OpSchema("DepthwiseConv2dNativeBackpropInput")
        .Input("input_sizes", kInt32)
        .Input("filter", "T")
        .Input("out_backprop", "T")
        .Output("output", "T")
        .Attr("T", kFloating)
        .Attrs<Attrs>()
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Shape(ConvShape<Attrs, InferConvBackpropInput>)
        .Gradient(ConvBackpropInputGradient<DepthwiseFamily>);
const FlopsRegistration kDepthwiseConv2dNativeBackpropInputFlops(
    kDepthwiseConv2dNativeBackpropInput, ConvBackpropInputFlops<true>);

const OpRegistration kDepthwiseConv2dNativeBackpropFilter =
    OpSchema("DepthwiseConv2dNativeBackpropFilter")
        .Input("input", "T")
        .Input("filter_sizes", kInt32)
        .Input("out_backprop", "T")
        .Output("output", "T")
        .Attr("T", kFloating)
        .Attrs<Attrs>()
        .Allowed("padding", {"SAME", "VALID", "EXPLICIT"})
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Shape(ConvShape<Attrs, InferConvBackpropFilter>)
        .Gradient(ConvBackpropFilterGradient<DepthwiseFamily>);
const FlopsRegistration kDepthwiseConv2dNativeBackpropFilterFlops(
    kDepthwiseConv2dNativeBackpropFilter, ConvBackpropFilterFlops<true>);

}  // namespace

Output DepthwiseConv2dNative(Input input, Input filter,
                             std::vector<int64_t> strides, Text padding,
                             DepthwiseConv2dNativeAttrs attrs) {
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kDepthwiseConv2dNative, {input, filter}, std::move(attrs));
}

Output DepthwiseConv2dNativeBackpropInput(Input input_sizes, Input filter,
                                          Input out_backprop,
                                          std::vector<int64_t> strides,
                                          Text padding,
                                          DepthwiseConv2dNativeAttrs attrs) {
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kDepthwiseConv2dNativeBackpropInput,
               {input_sizes, filter, out_backprop}, std::move(attrs));
}

Output DepthwiseConv2dNativeBackpropFilter(Input input, Input filter_sizes,
                                           Input out_backprop,
                                           std::vector<int64_t> strides,
                                           Text padding,
                                           DepthwiseConv2dNativeAttrs attrs) {
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kDepthwiseConv2dNativeBackpropFilter,
               {input, filter_sizes, out_backprop}, std::move(attrs));
}

}  // namespace thalweg
