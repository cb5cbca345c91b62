// MaxPool and its gradients: the largest of each window.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/text.h"
#include "thalweg/ops/nn/pool_window.h"

namespace thalweg {

struct MaxPoolAttrs {
  // Sizes and steps of the window, one for each dimension of the images; 1 for
  // the batch. Given as the wrappers' own parameters.
  std::vector<int64_t> ksize = {1, 1, 1, 1};
  std::vector<int64_t> strides = {1, 1, 1, 1};
  // "SAME", "VALID" or "EXPLICIT"; the wrappers' own parameter too.
  std::string padding = "VALID";
  // For EXPLICIT: before and after each dimension; 0 for batch and depth.
  std::vector<int64_t> explicit_paddings = {};
  // "NHWC" or "NCHW", of images, ksize and strides alike.
  std::string data_format = "NHWC";
  void Fields(AttrFields& fields) {
    fields.Required("ksize", ksize).Required("strides", strides);
    fields.Required("padding", padding)("explicit_paddings", explicit_paddings)(
        "data_format", data_format);
  }
};

// The same for the second gradient, which knows no explicit padding.
struct MaxPoolGradGradAttrs {
  std::vector<int64_t> ksize = {1, 1, 1, 1};
  std::vector<int64_t> strides = {1, 1, 1, 1};
  std::string padding = "VALID";
  std::string data_format = "NHWC";
  void Fields(AttrFields& fields) {
    fields.Required("ksize", ksize).Required("strides", strides);
    fields.Required("padding", padding)("data_format", data_format);
  }
};

// The largest value of each window, for each channel; or of each block of
// channels, where ksize and strides name those instead.
//   input  [batch, height, width, depth] (NCHW: depth second), real numbers
//     ->   [batch, out_height, out_width, depth] (NCHW: likewise)
// SAME gives ceil(size / stride) windows, VALID and EXPLICIT those that fit;
// cells outside an image do not count.
// Gradient: MaxPoolGrad. Errors: a rank other than 4, windows that do not fit,
// malformed lists. Equals TensorFlow's MaxPool.
Output MaxPool(Input input, std::vector<int64_t> ksize,
               std::vector<int64_t> strides, Text padding,
               MaxPoolAttrs attrs = {});

// The gradient of MaxPool: each window's goes to the first of its largest
// cells.
//   orig_input   MaxPool's images
//   orig_output  MaxPool's result
//   grad         the gradient by orig_output, of its shape
//       ->       the shape of orig_input
// Gradient: MaxPoolGradGrad for grad, zero for the others.
// Errors: as MaxPool's, and shapes that disagree.
// Equals TensorFlow's MaxPoolGrad.
Output MaxPoolGrad(Input orig_input, Input orig_output, Input grad,
                   std::vector<int64_t> ksize, std::vector<int64_t> strides,
                   Text padding, MaxPoolAttrs attrs = {});

// The gradient of MaxPoolGrad by grad: takes from each window of `grad` the
// cell where orig_input is largest.
//   orig_input   MaxPool's images
//   orig_output  MaxPool's result
//   grad         the gradient by MaxPoolGrad's result, of orig_input's shape
//       ->       the shape of orig_output
// Gradient: MaxPoolGrad for grad, zero for the others.
// Errors: as MaxPool's, and shapes that disagree.
// Equals TensorFlow's MaxPoolGradGrad.
Output MaxPoolGradGrad(Input orig_input, Input orig_output, Input grad,
                       std::vector<int64_t> ksize, std::vector<int64_t> strides,
                       Text padding, MaxPoolGradGradAttrs attrs = {});

// INVALID_ARGUMENT and UNIMPLEMENTED as MaxPool's errors.
absl::StatusOr<PoolGeometry> MaxPoolGeometry(const Shape& images,
                                             const MaxPoolAttrs& attrs);

}  // namespace thalweg
