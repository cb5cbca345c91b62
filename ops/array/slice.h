// Slice: a box of a tensor.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// The elements from begin[i] to begin[i] + size[i] of each dimension i.
//   input        any shape and dtype
//   begin, size  [rank(input)] int32 or int64; a size of -1: to the end
//     ->         dimension i is size[i]
// Gradient: the upstream gradient padded with zeros to the shape of input.
// Errors: a begin or size outside of input's dimensions.
// Equals TensorFlow's Slice.
Output Slice(Input input, Input begin, Input size);

// The shape of the result: what is known of it when `input` is partial or
// elements of `begin` or `size` are PartialValue::kUnknown. INVALID_ARGUMENT
// as above.
absl::StatusOr<Shape> SlicedShape(const Shape& input,
                                  absl::Span<const int64_t> begin,
                                  absl::Span<const int64_t> size);

}  // namespace thalweg
