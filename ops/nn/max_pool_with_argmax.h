// MaxPoolWithArgmax and its gradients: the largest of each window, and where.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/text.h"
#include "thalweg/ops/nn/pool_window.h"

namespace thalweg {

// Of the gradients.
struct MaxPoolGradWithArgmaxAttrs {
  // Sizes and steps of the window, one for each dimension of the images; 1 for
  // the batch. Given as the wrappers' own parameters.
  std::vector<int64_t> ksize = {1, 1, 1, 1};
  std::vector<int64_t> strides = {1, 1, 1, 1};
  // "SAME" or "VALID"; the wrappers' own parameter too.
  std::string padding = "VALID";
  // Whether positions count from the first image or from their own.
  bool include_batch_in_index = false;
  void Fields(AttrFields& fields) {
    fields.Required("ksize", ksize).Required("strides", strides);
    fields.Required("padding", padding)("include_batch_in_index",
                                        include_batch_in_index);
  }
};

struct MaxPoolWithArgmaxAttrs {
  // As above.
  std::vector<int64_t> ksize = {1, 1, 1, 1};
  std::vector<int64_t> strides = {1, 1, 1, 1};
  // Of argmax: int32 or int64.
  DType argmax_dtype = kInt64;
  std::string padding = "VALID";
  bool include_batch_in_index = false;
  void Fields(AttrFields& fields) {
    fields.Required("ksize", ksize).Required("strides", strides);
    fields("Targmax", argmax_dtype).Required("padding", padding);
    fields("include_batch_in_index", include_batch_in_index);
  }
};

// The largest value of each window, for each channel, and its position. Windows
// over channels must be such as MaxPool takes, but are forgotten.
//   input  [batch, height, width, depth], real numbers
//     ->   output [batch, out_height, out_width, depth]
//          argmax the same shape: (y * width + x) * depth + channel of the
//          first largest cell; with include_batch_in_index, of
//          (image * height + y) instead of y
// Gradient: MaxPoolGradWithArgmax of output's; argmax has none.
// Errors: as MaxPool's. Equals TensorFlow's MaxPoolWithArgmax.
Operation MaxPoolWithArgmax(Input input, std::vector<int64_t> ksize,
                            std::vector<int64_t> strides, Text padding,
                            MaxPoolWithArgmaxAttrs attrs = {});

// The gradient of MaxPoolWithArgmax: adds up `grad` at the positions.
//   input   MaxPoolWithArgmax's images
//   grad    the gradient by its output, of that shape
//   argmax  its argmax
//     ->    the shape of input
// Gradient: MaxPoolGradGradWithArgmax for grad, zero for input.
// Errors: as MaxPool's, shapes that disagree, positions out of range.
// Equals TensorFlow's MaxPoolGradWithArgmax.
Output MaxPoolGradWithArgmax(Input input, Input grad, Input argmax,
                             std::vector<int64_t> ksize,
                             std::vector<int64_t> strides, Text padding,
                             MaxPoolGradWithArgmaxAttrs attrs = {});

// The gradient of MaxPoolGradWithArgmax by grad: takes `grad` at the positions.
//   input   MaxPoolWithArgmax's images
//   grad    the gradient by MaxPoolGradWithArgmax's result, of input's shape
//   argmax  MaxPoolWithArgmax's argmax
//     ->    the shape of argmax
// Gradient: MaxPoolGradWithArgmax for grad, zero for input.
// Errors: as MaxPoolGradWithArgmax's.
// Equals TensorFlow's MaxPoolGradGradWithArgmax.
Output MaxPoolGradGradWithArgmax(Input input, Input grad, Input argmax,
                                 std::vector<int64_t> ksize,
                                 std::vector<int64_t> strides, Text padding,
                                 MaxPoolGradWithArgmaxAttrs attrs = {});

}  // namespace thalweg
