// Conv3D and its gradients: filters that slide over volumes.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/text.h"
#include "thalweg/ops/nn/conv_geometry.h"

namespace thalweg {

struct Conv3DAttrs {
  // One for each dimension of the volumes; 1 for batch and depth. Given as the
  // wrappers' own parameters.
  std::vector<int64_t> strides = {1, 1, 1, 1, 1};
  // "SAME" or "VALID"; the wrappers' own parameter too.
  std::string padding = "VALID";
  // "NDHWC" or "NCDHW", of volumes, strides and dilations alike; D are planes.
  std::string data_format = "NDHWC";
  std::vector<int64_t> dilations = {1, 1, 1, 1, 1};
  void Fields(AttrFields& fields) {
    fields.Required("strides", strides).Required("padding", padding);
    fields("data_format", data_format)("dilations", dilations);
  }
  ConvWindows windows() const {
    return {.rank = 5,
            .strides = strides,
            .dilations = dilations,
            .padding = padding,
            .data_format = data_format};
  }
};

// The convolution (cross-correlation) of volumes with filters: Conv2D's sum
// with planes t, rows u and columns v of the filter,
// y[b, p, i, j, o] = sum_{t, u, v, c} x[b, p s + t d - q, i s + u d - q,
// j s + v d - q, c] f[t, u, v, c, o] with strides s, dilations d and padding q
// of each direction; cells outside a volume count as 0.
//   input   [batch, planes, height, width, depth] (NCDHW: depth second)
//   filter  [filter planes, filter height, filter width, depth / groups,
//           out_depth]: group g of the outputs sees group g of the depths only
//     ->    [batch, out_planes, out_height, out_width, out_depth] (NCDHW:
//           likewise)
// dtypes: half, bfloat16, float, double. SAME gives ceil(size / stride)
// windows, VALID those that fit.
// Gradient: Conv3DBackpropInputV2 and Conv3DBackpropFilterV2.
// Errors: ranks other than 5, a depth that the filter's does not divide, an
// empty filter, windows that do not fit, malformed lists.
// Equals TensorFlow's Conv3D.
Output Conv3D(Input input, Input filter, std::vector<int64_t> strides,
              Text padding, Conv3DAttrs attrs = {});

// The gradient of Conv3D by its volumes.
//   input_sizes   [5] int32 or int64: the shape of the volumes
//   filter        as Conv3D's
//   out_backprop  the shape of Conv3D's result
//     ->          the shape in input_sizes
// Gradient: Conv3D and Conv3DBackpropFilterV2 of the upstream gradient.
// Errors: as Conv3D's, and an out_backprop of another shape than Conv3D of
// these gives. Equals TensorFlow's Conv3DBackpropInputV2.
Output Conv3DBackpropInput(Input input_sizes, Input filter, Input out_backprop,
                           std::vector<int64_t> strides, Text padding,
                           Conv3DAttrs attrs = {});

// The gradient of Conv3D by its filter.
//   input         as Conv3D's
//   filter_sizes  [5] int32: the shape of the filter, which may be for no
//                 outputs
//   out_backprop  the shape of Conv3D's result
//     ->          the shape in filter_sizes
// Gradient: Conv3DBackpropInputV2 and Conv3D of the upstream gradient.
// Errors: as Conv3D's, and an out_backprop of another shape than Conv3D of
// these gives. Equals TensorFlow's Conv3DBackpropFilterV2.
Output Conv3DBackpropFilter(Input input, Input filter_sizes, Input out_backprop,
                            std::vector<int64_t> strides, Text padding,
                            Conv3DAttrs attrs = {});

}  // namespace thalweg
