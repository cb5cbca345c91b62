// MatrixBandPart: the diagonals of a matrix that lie within a band.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// The input with zeros outside a band around the main diagonal of each matrix.
//   input      [..., m, n], a number or bool
//   num_lower  int32 or int64 scalar <= m: how many diagonals below the main
//              one stay; all when negative
//   num_upper  like num_lower, <= n: how many above
//     ->       like input
// Gradient: the band of the upstream gradient.
// Errors: a rank below 2, numbers that are no scalars or too large.
// Equals TensorFlow's MatrixBandPart.
Output MatrixBandPart(Input input, Input num_lower, Input num_upper);

// INVALID_ARGUMENT unless num_lower and num_upper may be for `input`, which
// has a rank >= 2 and may be partial.
absl::Status CheckBandPart(const Shape& input, int64_t num_lower,
                           int64_t num_upper);

}  // namespace thalweg
