// Dilation2D and its gradients: the grey-scale dilation of mathematical
// morphology.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"
#include "thalweg/graph/text.h"
#include "thalweg/ops/nn/conv_geometry.h"

namespace thalweg {

struct Dilation2DAttrs {
  // One for each dimension of the images; 1 for batch and depth.
  std::vector<int64_t> strides = {1, 1, 1, 1};
  // Cells of an image from one cell of the filter to the next, likewise.
  std::vector<int64_t> rates = {1, 1, 1, 1};
  // "SAME" or "VALID".
  std::string padding = "VALID";
  void Fields(AttrFields& fields) {
    fields.Required("strides", strides).Required("rates", rates);
    fields.Required("padding", padding);
  }
};

// The largest sum of a window's cells and the filter's:
// y[b, i, j, c] = max_{u, v} x[b, i s + u r - p, j s + v r - p, c] + f[u, v, c]
// with strides s, rates r and padding p; cells outside an image count for
// nothing, and NaN neither.
//   input   [batch, height, width, depth], real numbers
//   filter  [filter height, filter width, depth]
//     ->    [batch, out_height, out_width, depth]; windows as Conv2D's. Sums of
//           integers wrap
// Gradient: Dilation2DBackpropInput and Dilation2DBackpropFilter.
// Errors: other ranks, different depths, windows that do not fit, malformed
// lists. Equals TensorFlow's Dilation2D.
Output Dilation2D(Input input, Input filter, std::vector<int64_t> strides,
                  std::vector<int64_t> rates, Text padding);

// The gradient of Dilation2D by its images: each element of out_backprop goes
// to the cell that gave its window's largest sum, the first of several.
//   input, filter  as Dilation2D's
//   out_backprop   the shape of Dilation2D's result
//     ->           the shape of input
// Not differentiable: its own derivative is 0 almost everywhere.
// Errors: as Dilation2D's, and an out_backprop of another shape.
// Equals TensorFlow's Dilation2DBackpropInput.
Output Dilation2DBackpropInput(Input input, Input filter, Input out_backprop,
                               std::vector<int64_t> strides,
                               std::vector<int64_t> rates, Text padding);

// The gradient of Dilation2D by its filter, as Dilation2DBackpropInput.
//   input, filter  as Dilation2D's
//   out_backprop   the shape of Dilation2D's result
//     ->           the shape of filter
// Not differentiable: its own derivative is 0 almost everywhere.
// Errors: as Dilation2D's, and an out_backprop of another shape.
// Equals TensorFlow's Dilation2DBackpropFilter.
Output Dilation2DBackpropFilter(Input input, Input filter, Input out_backprop,
                                std::vector<int64_t> strides,
                                std::vector<int64_t> rates, Text padding);

// What the shapes make of a dilation: the geometry of a depthwise convolution
// of multiplier 1. INVALID_ARGUMENT as above.
absl::StatusOr<ConvGeometry> Dilation2DGeometryOf(const Shape& input,
                                                  const Shape& filter,
                                                  const Dilation2DAttrs& attrs);
// The same for the gradients.
absl::StatusOr<ConvGeometry> Dilation2DBackpropGeometryOf(
    const Shape& input, const Shape& filter, const Shape& out_backprop,
    const Dilation2DAttrs& attrs);

}  // namespace thalweg
