// Pad, PadV2: a tensor with a margin.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// The input with zeros (false, "") around it.
//   input     any shape and dtype
//   paddings  [rank(input), 2] int32 or int64, each >= 0: how many before and
//             after each dimension
//     ->      dimension i is paddings[i,0] + dim(input, i) + paddings[i,1]
// Gradient: the upstream gradient without its margin.
// Errors: paddings of another shape or negative. Equals TensorFlow's Pad.
Output Pad(Input input, Input paddings);

// The same with the scalar `constant_values` around the input.
//   constant_values  a scalar of input's dtype
// Gradient: by input as Pad's; by constant_values the sum of the margin.
// Errors: as Pad; constant_values that is no scalar.
// Equals TensorFlow's PadV2.
Output PadV2(Input input, Input paddings, Input constant_values);

// The shape of the result: what is known of it when `input` is partial or
// elements of `paddings` (two a dimension) are PartialValue::kUnknown.
// INVALID_ARGUMENT as above.
absl::StatusOr<Shape> PaddedShape(const Shape& input,
                                  absl::Span<const int64_t> paddings);

}  // namespace thalweg
