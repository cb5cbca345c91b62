// DepthwiseConv2dNative and its gradients: filters of their own for each depth.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/text.h"
#include "thalweg/ops/nn/conv_geometry.h"

namespace thalweg {

struct DepthwiseConv2dNativeAttrs {
  // As Conv2D's.
  std::vector<int64_t> strides = {1, 1, 1, 1};
  std::string padding = "VALID";
  std::vector<int64_t> explicit_paddings = {};
  std::string data_format = "NHWC";
  std::vector<int64_t> dilations = {1, 1, 1, 1};
  void Fields(AttrFields& fields) {
    fields.Required("strides", strides).Required("padding", padding);
    fields("explicit_paddings", explicit_paddings)("data_format", data_format)(
        "dilations", dilations);
  }
  ConvWindows windows() const {
    return {.rank = 4,
            .depthwise = true,
            .strides = strides,
            .dilations = dilations,
            .padding = padding,
            .explicit_paddings = explicit_paddings,
            .data_format = data_format};
  }
};

// The convolution of each depth of images with filters of its own:
// y[b, i, j, c M + m] = sum_{u, v} x[b, i s + u d - p, j s + v d - p, c]
// f[u, v, c, m] with strides s, dilations d, padding p and the multiplier M;
// cells outside an image count as 0.
//   input   [batch, height, width, depth] (NCHW: depth second)
//   filter  [filter height, filter width, depth, multiplier]
//     ->    [batch, out_height, out_width, depth multiplier] (NCHW: likewise)
// dtypes: half, bfloat16, float, double. Windows as Conv2D's.
// Gradient: DepthwiseConv2dNativeBackpropInput and
// DepthwiseConv2dNativeBackpropFilter.
// Errors: ranks other than 4, different depths, windows that do not fit,
// malformed lists. Equals TensorFlow's DepthwiseConv2dNative.
Output DepthwiseConv2dNative(Input input, Input filter,
                             std::vector<int64_t> strides, Text padding,
                             DepthwiseConv2dNativeAttrs attrs = {});

// The gradient of DepthwiseConv2dNative by its images.
//   input_sizes   [4] int32: the shape of the images
//   filter        as DepthwiseConv2dNative's
//   out_backprop  the shape of its result
//     ->          the shape in input_sizes
// Gradient: DepthwiseConv2dNative and DepthwiseConv2dNativeBackpropFilter of
// the upstream gradient.
// Errors: as DepthwiseConv2dNative's, and an out_backprop of another shape.
// Equals TensorFlow's DepthwiseConv2dNativeBackpropInput.
Output DepthwiseConv2dNativeBackpropInput(
    Input input_sizes, Input filter, Input out_backprop,
    std::vector<int64_t> strides, Text padding,
    DepthwiseConv2dNativeAttrs attrs = {});

// The gradient of DepthwiseConv2dNative by its filter.
//   input         as DepthwiseConv2dNative's
//   filter_sizes  [4] int32: the shape of the filter
//   out_backprop  the shape of its result
//     ->          the shape in filter_sizes
// Gradient: DepthwiseConv2dNativeBackpropInput and DepthwiseConv2dNative of
// the upstream gradient.
// Errors: as DepthwiseConv2dNative's, and an out_backprop of another shape.
// Equals TensorFlow's DepthwiseConv2dNativeBackpropFilter.
Output DepthwiseConv2dNativeBackpropFilter(
    Input input, Input filter_sizes, Input out_backprop,
    std::vector<int64_t> strides, Text padding,
    DepthwiseConv2dNativeAttrs attrs = {});

}  // namespace thalweg
