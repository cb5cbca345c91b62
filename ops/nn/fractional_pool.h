// FractionalMaxPool, FractionalAvgPool and their gradients: pooling by windows
// of unequal sizes, drawn at random, so that images shrink by any ratio.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct FractionalPoolAttrs {
  // How many times smaller each dimension becomes: >= 1, and 1 for batch and
  // channels. The wrappers' own parameter.
  std::vector<float> pooling_ratio = {1, 1, 1, 1};
  // Sizes of windows follow a straight line of random offset; else they are
  // shuffled.
  bool pseudo_random = false;
  // Windows share their border cells.
  bool overlapping = false;
  // The windows of the first run serve all others (of images of that size).
  bool deterministic = false;
  // Both 0: seeded by chance.
  int64_t seed = 0;
  int64_t seed2 = 0;
  void Fields(AttrFields& fields) {
    fields.Required("pooling_ratio", pooling_ratio);
    fields("pseudo_random", pseudo_random)("overlapping", overlapping);
    fields("deterministic", deterministic)("seed", seed)("seed2", seed2);
  }
};

struct FractionalPoolGradAttrs {
  // As above.
  bool overlapping = false;
  void Fields(AttrFields& fields) { fields("overlapping", overlapping); }
};

// The largest value of each window, for each channel.
//   value  [batch, height, width, channels]: float, double, int32 or int64
//     ->   output                the same, smaller by pooling_ratio, rounded
//                                down
//          row_pooling_sequence  [rows of output + 1] int64: where the windows'
//                                rows begin; the last is where they end
//          col_pooling_sequence  the same for columns
// Gradient: FractionalMaxPoolGrad.
// Errors: a rank other than 4, ratios below 1 or above the size of their
// dimension; UNIMPLEMENTED for ratios of batch and channels.
// Equals TensorFlow's FractionalMaxPool.
Operation FractionalMaxPool(Input value, std::vector<float> pooling_ratio,
                            FractionalPoolAttrs attrs = {});

// The same with the mean of each window (integers: rounded towards 0).
// Gradient: FractionalAvgPoolGrad. Equals TensorFlow's FractionalAvgPool.
Operation FractionalAvgPool(Input value, std::vector<float> pooling_ratio,
                            FractionalPoolAttrs attrs = {});

// The gradient of FractionalMaxPool: each window's goes to the first of its
// largest cells.
//   orig_input    FractionalMaxPool's images
//   orig_output   its output
//   out_backprop  the gradient by that, of its shape
//   row_pooling_sequence, col_pooling_sequence  its other outputs
//     ->          the shape of orig_input
// Gradient: none, as in TensorFlow. Errors: shapes that disagree, sequences
// that do not rise from 0 on within the image.
// Equals TensorFlow's FractionalMaxPoolGrad.
Output FractionalMaxPoolGrad(Input orig_input, Input orig_output,
                             Input out_backprop, Input row_pooling_sequence,
                             Input col_pooling_sequence,
                             FractionalPoolGradAttrs attrs = {});

// The gradient of FractionalAvgPool: each window's is shared evenly by its
// cells (integers: the sum of shares rounded towards 0).
//   orig_input_tensor_shape  [4] int64: the shape of FractionalAvgPool's images
//   out_backprop             the gradient by its output, of its shape
//   row_pooling_sequence, col_pooling_sequence  its other outputs
//     ->                     the shape in orig_input_tensor_shape
// Gradient: none, as in TensorFlow. Errors: as FractionalMaxPoolGrad's.
// Equals TensorFlow's FractionalAvgPoolGrad.
Output FractionalAvgPoolGrad(Input orig_input_tensor_shape, Input out_backprop,
                             Input row_pooling_sequence,
                             Input col_pooling_sequence,
                             FractionalPoolGradAttrs attrs = {});

// The shape of the output for images of this one. Errors as those of
// FractionalMaxPool.
absl::StatusOr<Shape> FractionalPoolShape(const Shape& value,
                                          absl::Span<const float> ratio);

}  // namespace thalweg
