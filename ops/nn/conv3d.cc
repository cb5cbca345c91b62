#include "thalweg/ops/nn/conv3d.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/ops/nn/conv_family.h"

namespace thalweg {
namespace {

struct Conv3DFamily {
  using Attrs = Conv3DAttrs;
  static constexpr auto* Forward = &Conv3D;
  static constexpr auto* ToImages = &Conv3DBackpropInput;
  static constexpr auto* ToFilter = &Conv3DBackpropFilter;
};

const OpRegistration kConv3D = OpSchema("Conv3D")
                                   .Input("input", "T")
                                   .Input("filter", "T")
                                   .Output("output", "T")
                                   .Attr("T", kFloating)
                                   .Attrs<Conv3DAttrs>()
                                   .Minimum("strides", 5)
                                   .Allowed("padding", {"SAME", "VALID"})
                                   .Allowed("data_format", {"NDHWC", "NCDHW"})
                                   .Shape(ConvShape<Conv3DAttrs, InferConv>)
                                   .Gradient(ConvGradient<Conv3DFamily>);
const FlopsRegistration kConv3DFlops(kConv3D, ConvFlops<>);

const OpRegistration kConv3DBackpropInput =
    OpSchema("Conv3DBackpropInputV2")
        .Input("input_sizes", "Tshape")
        .Input("filter", "T")
        .Input("out_backprop", "T")
        .Output("output", "T")
        .Attr("T", kFloating)
        .Attrs<Conv3DAttrs>()
        .Attr("Tshape", {kInt32, kInt64}, kInt32)
        .Minimum("strides", 5)
        .Allowed("padding", {"SAME", "VALID"})
        .Allowed("data_format", {"NDHWC", "NCDHW"})
        .Shape(ConvShape<Conv3DAttrs, InferConvBackpropInput>)
        .Gradient(ConvBackpropInputGradient<Conv3DFamily>);
const FlopsRegistration kConv3DBackpropInputFlops(kConv3DBackpropInput,
                                                  ConvBackpropInputFlops<>);

const OpRegistration kConv3DBackpropFilter =
    OpSchema("Conv3DBackpropFilterV2")
        .Input("input", "T")
        .Input("filter_sizes", kInt32)
        .Input("out_backprop", "T")
        .Output("output", "T")
        .Attr("T", kFloating)
        .Attrs<Conv3DAttrs>()
        .Minimum("strides", 5)
        .Allowed("padding", {"SAME", "VALID"})
        .Allowed("data_format", {"NDHWC", "NCDHW"})
        .Shape(ConvShape<Conv3DAttrs, InferConvBackpropFilter>)
        .Gradient(ConvBackpropFilterGradient<Conv3DFamily>);
const FlopsRegistration kConv3DBackpropFilterFlops(kConv3DBackpropFilter,
                                                   ConvBackpropFilterFlops<>);

}  // namespace

Output Conv3D(Input input, Input filter, std::vector<int64_t> strides,
              Text padding, Conv3DAttrs attrs) {
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kConv3D, {input, filter}, std::move(attrs));
}

Output Conv3DBackpropInput(Input input_sizes, Input filter, Input out_backprop,
                           std::vector<int64_t> strides, Text padding,
                           Conv3DAttrs attrs) {
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kConv3DBackpropInput, {input_sizes, filter, out_backprop},
               std::move(attrs));
}

Output Conv3DBackpropFilter(Input input, Input filter_sizes, Input out_backprop,
                            std::vector<int64_t> strides, Text padding,
                            Conv3DAttrs attrs) {
  attrs.strides = std::move(strides);
  attrs.padding = padding.str();
  return Build(kConv3DBackpropFilter, {input, filter_sizes, out_backprop},
               std::move(attrs));
}

}  // namespace thalweg
