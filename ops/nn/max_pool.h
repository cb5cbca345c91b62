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

// The second gradient knows no explicit padding.
using MaxPoolGradGradAttrs = PoolAttrs;

// Where ksize and strides are inputs.
struct MaxPoolV2Attrs {
  // "SAME" or "VALID"; the wrappers' own parameter.
  std::string padding = "VALID";
  // "NHWC" or "NCHW", of images, ksize and strides alike.
  std::string data_format = "NHWC";
  void Fields(AttrFields& fields) {
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

// MaxPool with windows that only the run tells.
//   input           as MaxPool's
//   ksize, strides  [4] int32: as MaxPool's attributes
//     ->            as MaxPool's
// Gradient: MaxPoolGradV2; none for ksize and strides. Errors: as MaxPool's.
// Equals TensorFlow's MaxPoolV2.
Output MaxPoolV2(Input input, Input ksize, Input strides, Text padding,
                 MaxPoolV2Attrs attrs = {});

// MaxPoolGrad with windows that only the run tells.
//   orig_input, orig_output, grad  as MaxPoolGrad's
//   ksize, strides                 [4] int32: as MaxPool's attributes
//     ->                           the shape of orig_input
// Gradient: MaxPoolGradGradV2 for grad, zero for the images, none for ksize
// and strides. Errors: as MaxPoolGrad's. Equals TensorFlow's MaxPoolGradV2.
Output MaxPoolGradV2(Input orig_input, Input orig_output, Input grad,
                     Input ksize, Input strides, Text padding,
                     MaxPoolV2Attrs attrs = {});

// MaxPoolGradGrad with windows that only the run tells.
//   orig_input, orig_output, grad  as MaxPoolGradGrad's
//   ksize, strides                 [4] int32: as MaxPool's attributes
//     ->                           the shape of orig_output
// Gradient: MaxPoolGradV2 for grad, zero for the images, none for ksize and
// strides. Errors: as MaxPoolGradGrad's.
// Equals TensorFlow's MaxPoolGradGradV2.
Output MaxPoolGradGradV2(Input orig_input, Input orig_output, Input grad,
                         Input ksize, Input strides, Text padding,
                         MaxPoolV2Attrs attrs = {});

}  // namespace thalweg
