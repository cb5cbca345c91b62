// NthElement: what would be the nth element of sorted rows.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct NthElementAttrs {
  bool reverse = false;  // The nth largest, not the nth smallest.
  void Fields(AttrFields& fields) { fields("reverse", reverse); }
};

// The nth smallest element along the last dimension, counted from 0. NaN is
// larger than all others.
//   input  real numbers, rank >= 1, more than n along the last dimension
//   n      int32 scalar >= 0
//     ->   input's dimensions but the last
// Gradient: in equal parts to the elements that equal the result.
// Errors: n negative or too large, a scalar input.
// Equals TensorFlow's NthElement.
Output NthElement(Input input, Input n, NthElementAttrs attrs = {});

// The shape of the result for an input that may be partial and n, or -1 where
// it is not known. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> NthElementShape(const Shape& input, int64_t n);

}  // namespace thalweg
