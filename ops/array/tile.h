// Tile: a tensor repeated along its axes.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// The input multiples[i] times along each axis i.
//   input      any shape and dtype
//   multiples  [rank(input)] int32 or int64, each >= 0
//     ->       dimension i is dim(input, i) * multiples[i]
// Gradient: the upstream gradient summed over the copies.
// Errors: multiples of another length or negative, a result too large.
// Equals TensorFlow's Tile.
Output Tile(Input input, Input multiples);

// The shape of the result: what is known of it when `input` is partial or
// multiples are PartialValue::kUnknown. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> TiledShape(const Shape& input,
                                 absl::Span<const int64_t> multiples);

}  // namespace thalweg
