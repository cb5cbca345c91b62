// Conv2D and its gradients: filters that slide over images.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/text.h"
#include "thalweg/ops/nn/conv_geometry.h"

namespace thalweg {

struct Conv2DAttrs {
  // One for each dimension of the images; 1 for batch and depth. Given as the
  // wrappers' own parameters.
  std::vector<int64_t> strides = {1, 1, 1, 1};
  bool use_cudnn_on_gpu = true;
  // "SAME", "VALID" or "EXPLICIT"; the wrappers' own parameter too.
  std::string padding = "VALID";
  // For EXPLICIT: before and after each dimension; 0 for batch and depth.
  std::vector<int64_t> explicit_paddings = {};
  // "NHWC" or "NCHW", of images and strides, paddings and dilations alike.
  std::string data_format = "NHWC";
  std::vector<int64_t> dilations = {1, 1, 1, 1};
  void Fields(AttrFields& fields) {
    fields.Required("strides", strides)("use_cudnn_on_gpu", use_cudnn_on_gpu);
    fields.Required("padding", padding)("explicit_paddings", explicit_paddings);
    fields("data_format", data_format)("dilations", dilations);
  }
  ConvWindows windows() const {
    return {.rank = 4,
            .spatial_sizes = true,
            .strides = strides,
            .dilations = dilations,
            .padding = padding,
            .explicit_paddings = explicit_paddings,
            .data_format = data_format};
  }
};

// The convolution (cross-correlation) of images with filters:
// y[b, i, j, o] = sum_{u, v, c} x[b, i s + u d - p, j s + v d - p, c] f[u, v,
// c, o] with strides s, dilations d and padding p; cells outside an image count
// as 0.
//   input   [batch, height, width, depth] (NCHW: depth second)
//   filter  [filter height, filter width, depth / groups, out_depth]: group
//           g of the outputs sees group g of the depths only
//     ->    [batch, out_height, out_width, out_depth] (NCHW: likewise)
// dtypes: half, bfloat16, float, double, int32. SAME gives ceil(size / stride)
// windows, VALID and EXPLICIT those that fit.
// Gradient: Conv2DBackpropInput and Conv2DBackpropFilter.
// Errors: ranks other than 4, a depth that the filter's does not divide, an
// empty filter, windows that do not fit, malformed lists.
// Equals TensorFlow's Conv2D.
Output Conv2D(Input input, Input filter, std::vector<int64_t> strides,
              Text padding, Conv2DAttrs attrs = {});

// The gradient of Conv2D by its images.
//   input_sizes   [4] int32: the shape of the images; or [2]: their height and
//                 width, the batch being out_backprop's, the depth the filter's
//   filter        as Conv2D's
//   out_backprop  the shape of Conv2D's result
//     ->          the shape in input_sizes
// Gradient: Conv2D and Conv2DBackpropFilter of the upstream gradient.
// Errors: as Conv2D's, and an out_backprop of another shape than Conv2D of
// these gives. Equals TensorFlow's Conv2DBackpropInput.
Output Conv2DBackpropInput(Input input_sizes, Input filter, Input out_backprop,
                           std::vector<int64_t> strides, Text padding,
                           Conv2DAttrs attrs = {});

// The gradient of Conv2D by its filter.
//   input         as Conv2D's; floating
//   filter_sizes  [4] int32: the shape of the filter, which may be for no
//                 outputs
//   out_backprop  the shape of Conv2D's result
//     ->          the shape in filter_sizes
// Gradient: Conv2DBackpropInput and Conv2D of the upstream gradient.
// Errors: as Conv2D's, and an out_backprop of another shape than Conv2D of
// these gives. Equals TensorFlow's Conv2DBackpropFilter.
Output Conv2DBackpropFilter(Input input, Input filter_sizes, Input out_backprop,
                            std::vector<int64_t> strides, Text padding,
                            Conv2DAttrs attrs = {});

}  // namespace thalweg
