// AvgPool and AvgPoolGrad: the mean of each window.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/text.h"
#include "thalweg/ops/nn/pool_window.h"

namespace thalweg {

struct AvgPoolAttrs {
  // Sizes and steps of the window, one for each dimension of the images; 1 for
  // batch and depth. Given as the wrappers' own parameters.
  std::vector<int64_t> ksize = {1, 1, 1, 1};
  std::vector<int64_t> strides = {1, 1, 1, 1};
  // "SAME" or "VALID"; the wrappers' own parameter too.
  std::string padding = "VALID";
  // "NHWC" or "NCHW", of images, ksize and strides alike.
  std::string data_format = "NHWC";
  void Fields(AttrFields& fields) {
    fields.Required("ksize", ksize).Required("strides", strides);
    fields.Required("padding", padding)("data_format", data_format);
  }
};

// The mean of the cells of each window that lie in the image, for each
// channel.
//   value  [batch, height, width, depth] (NCHW: depth second), floating
//     ->   [batch, out_height, out_width, depth] (NCHW: likewise)
// SAME gives ceil(size / stride) windows, VALID those that fit.
// Gradient: AvgPoolGrad. Errors: a rank other than 4, windows that do not fit,
// malformed lists. Equals TensorFlow's AvgPool.
Output AvgPool(Input value, std::vector<int64_t> ksize,
               std::vector<int64_t> strides, Text padding,
               AvgPoolAttrs attrs = {});

// The gradient of AvgPool: each window's is shared evenly by its cells.
//   orig_input_shape  [4] int32: the shape of AvgPool's images
//   grad              the gradient by AvgPool's result, of its shape
//     ->              the shape in orig_input_shape
// Gradient: AvgPool of the upstream gradient.
// Errors: as AvgPool's, and a grad of another shape than AvgPool of such
// images gives. Equals TensorFlow's AvgPoolGrad.
Output AvgPoolGrad(Input orig_input_shape, Input grad,
                   std::vector<int64_t> ksize, std::vector<int64_t> strides,
                   Text padding, AvgPoolAttrs attrs = {});

// INVALID_ARGUMENT and UNIMPLEMENTED as AvgPool's errors.
absl::StatusOr<PoolGeometry> AvgPoolGeometry(const Shape& images,
                                             const AvgPoolAttrs& attrs);

}  // namespace thalweg
