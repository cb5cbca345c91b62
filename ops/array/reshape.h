// Reshape: the same elements in another shape.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// The elements in the same order, in the shape that the vector `shape` spells.
//   tensor  any shape and dtype
//   shape   [r] int32 or int64; one element may be -1: whatever is left
//     ->    r dimensions, as many elements as tensor has
// Gradient: the upstream gradient in the shape of tensor.
// Errors: a shape that is no vector, has two -1 or a smaller number, or does
// not have as many elements. Equals TensorFlow's Reshape.
Output Reshape(Input tensor, Input shape);

// The shape of Reshape's result: what is known of it when `input` is partial
// or elements of `dims` are PartialValue::kUnknown. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> ReshapedShape(const Shape& input,
                                    absl::Span<const int64_t> dims);

}  // namespace thalweg
