// BroadcastGradientArgs: along which axes a gradient is summed where inputs
// were broadcast.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// The axes of the shape that s0 and s1 broadcast to along which a tensor of
// shape s0 (output 0), of shape s1 (output 1) was repeated: the gradient of
// that tensor is Reshape(Sum(gradient, axes), its shape). Axes where both are
// 1 are in both lists, unless the shapes are equal.
//   s0, s1  vectors of int32 or int64, what ShapeOf gives
//     ->    two vectors of their dtype, of as many axes, ascending
// Not differentiable: it yields integers.
// Errors: shapes that do not broadcast, inputs that are no vectors.
// Equals TensorFlow's BroadcastGradientArgs.
Operation BroadcastGradientArgs(Input s0, Input s1);

struct RepeatedAxesOfBoth {
  std::vector<int64_t> r0;
  std::vector<int64_t> r1;
};
// INVALID_ARGUMENT "Incompatible shapes: [2] vs. [3]".
absl::StatusOr<RepeatedAxesOfBoth> BroadcastReductions(
    absl::Span<const int64_t> s0, absl::Span<const int64_t> s1);

}  // namespace thalweg
