// BroadcastTo: a tensor repeated to a larger shape.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// The input repeated to `shape` by numpy's rule: dimensions are matched from
// the last, and those of 1 (or missing) are repeated.
//   input  any shape and dtype
//   shape  [r] int32 or int64, r >= rank(input)   ->   r dimensions
// Gradient: the upstream gradient summed over what was repeated.
// Errors: a shape that input cannot be repeated to.
// Equals TensorFlow's BroadcastTo.
Output BroadcastTo(Input input, Input shape);

// OK when `input` can be repeated to `shape`, both of which may be partial.
// INVALID_ARGUMENT "Incompatible shapes: [3] vs. [2]".
absl::Status CheckBroadcastTo(const Shape& input, const Shape& shape);

}  // namespace thalweg
