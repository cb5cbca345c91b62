// BroadcastArgs: the shape that two shapes broadcast to.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// The shape to which tensors of shapes s0 and s1 broadcast by numpy's rule.
//   s0, s1  [n], [m] int32 or int64   ->   [max(n, m)]
// Not differentiable: it yields integers.
// Errors: no vectors, shapes that do not broadcast.
// Equals TensorFlow's BroadcastArgs.
Output BroadcastArgs(Input s0, Input s1);

// The same of known dimensions.
absl::StatusOr<std::vector<int64_t>> BroadcastDims(
    absl::Span<const int64_t> s0, absl::Span<const int64_t> s1);

}  // namespace thalweg
