// Fill: a tensor of one value.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// A tensor of the shape `dims` with `value` everywhere.
//   dims   [r] int32 or int64, each >= 0; a scalar counts as one dimension
//   value  a scalar or vector of one element, any dtype   ->   r dimensions
// Gradient: by value, the sum of the upstream gradient.
// Errors: dims of a higher rank or negative, a value of more elements.
// Equals TensorFlow's Fill.
Output Fill(At graph, Input dims, Input value);

// The shape of the result: what is known of it when dims are
// PartialValue::kUnknown. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> FilledShape(absl::Span<const int64_t> dims);

}  // namespace thalweg
