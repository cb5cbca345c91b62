// Roll: elements shifted around axes.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// Shifts the elements along axes; what leaves at one end enters at the other.
//   input  rank >= 1, any dtype
//   shift  int32 or int64, a scalar or [n]: by how much, towards higher
//          positions; may be negative or beyond the dimension
//   axis   int32 or int64, like shift, in [-rank, rank); shifts of an axis
//          named several times add up
//     ->   like input
// Gradient: the upstream gradient shifted back.
// Errors: a scalar input, unequal shapes of shift and axis, an axis out of
// range. Equals TensorFlow's Roll.
Output Roll(Input input, Input shift, Input axis);

// For each dimension the shift in [0, dim). INVALID_ARGUMENT as above.
absl::StatusOr<Shape::Dims> RollShifts(const Shape& input,
                                       absl::Span<const int64_t> shift,
                                       absl::Span<const int64_t> axis);

}  // namespace thalweg
