// Diag, DiagPart: a tensor as the diagonal of one of twice its rank, and back.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// Zeros with the input along the diagonal: element [i.., i..] is element [i..]
// of the input.
//   diagonal  [d1 .. dk], k >= 1; floating, int32, int64 or complex
//     ->      [d1 .. dk, d1 .. dk]
// Gradient: DiagPart of the upstream gradient.
// Errors: a scalar. Equals TensorFlow's Diag.
Output Diag(Input diagonal);

// The diagonal: element [i..] is element [i.., i..] of the input.
//   input  [d1 .. dk, d1 .. dk], k >= 1; floating, int32, int64 or complex
//     ->   [d1 .. dk]
// Gradient: Diag of the upstream gradient.
// Errors: an odd rank or 0, halves of the shape that differ.
// Equals TensorFlow's DiagPart.
Output DiagPart(Input input);

// The shapes of the results; those of the inputs may be partial.
// INVALID_ARGUMENT as above.
absl::StatusOr<Shape> DiagShape(const Shape& diagonal);
absl::StatusOr<Shape> DiagPartShape(const Shape& input);

}  // namespace thalweg
