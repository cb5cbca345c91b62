// Bincount, DenseBincount: how often each small integer comes.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// bins[v] is the sum of the weights where arr is v, or how often it is v when
// there are no weights. Values of `size` and more are left out.
//   arr      int32 of any shape, not negative
//   size     int32 scalar >= 0
//   weights  int32, int64, float or double: arr's shape, or no elements
//     ->     [size] of weights' dtype
// Not differentiable: TensorFlow defines no gradient. Errors: a negative value
// or size, weights of another shape. Equals TensorFlow's Bincount.
Output Bincount(Input arr, Input size, Input weights);

struct DenseBincountAttrs {
  bool binary_output = false;  // 1 where there is anything to count.
  void Fields(AttrFields& fields) { fields("binary_output", binary_output); }
};

// Bincount of a vector, or of each row of a matrix.
//   input    int32 or int64 [n] or [rows, n], not negative
//   size     scalar >= 0 of input's dtype
//   weights  int32, int64, float or double: input's shape, or no elements
//     ->     [size] or [rows, size] of weights' dtype
// Not differentiable: TensorFlow defines no gradient. Errors: as of Bincount;
// other ranks. Equals TensorFlow's DenseBincount.
Output DenseBincount(Input input, Input size, Input weights,
                     DenseBincountAttrs attrs = {});

// OK when the weights fit the values and the size, where known, is one; shapes
// may be partial. INVALID_ARGUMENT as above.
absl::Status CheckBincount(const Shape& values, const Shape& size_shape,
                           std::optional<int64_t> size, const Shape& weights);

// The shape of a DenseBincount's result; size may be -1, unknown.
// INVALID_ARGUMENT for other ranks.
absl::StatusOr<Shape> DenseBincountShape(const Shape& input, int64_t size);

}  // namespace thalweg
