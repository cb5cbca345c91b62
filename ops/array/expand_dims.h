// ExpandDims, Squeeze: dimensions of 1 inserted and removed.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct SqueezeAttrs {
  // Dimensions to remove; empty: all that are 1.
  std::vector<int64_t> squeeze_dims;
  void Fields(AttrFields& fields) { fields("squeeze_dims", squeeze_dims); }
};

// Inserts a dimension of 1 before dimension `dim` of the input.
//   input  any shape and dtype
//   dim    one int32 or int64 in [-rank - 1, rank]; -1 appends
//     ->   rank + 1 dimensions, the same elements
// Gradient: the upstream gradient in the shape of input.
// Errors: a dim out of range, or not a single number.
// Equals TensorFlow's ExpandDims.
Output ExpandDims(Input input, Input dim);

// Removes dimensions of 1.
//   input         any shape and dtype
//   squeeze_dims  those to remove, in [-rank, rank); empty: all that are 1
//     ->          the other dimensions, the same elements
// Gradient: the upstream gradient in the shape of input.
// Errors: a dimension to remove that is out of range or not 1.
// Equals TensorFlow's Squeeze.
Output Squeeze(Input input, SqueezeAttrs attrs = {});

// The shapes of the results; `input` may be partial. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> ExpandedShape(const Shape& input, int64_t dim);
absl::StatusOr<Shape> SqueezedShape(const Shape& input,
                                    absl::Span<const int64_t> squeeze_dims);

}  // namespace thalweg
