// UnsortedSegmentSum, -Prod, -Min, -Max: reductions of the slices that belong
// together, in any order.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// Row s of the result is the sum of data[i] over all i with segment_ids[i] =
// s; 0 where there are none. Negative ids are left out.
//   data          ids' dimensions, then any; numbers
//   segment_ids   any shape of int16, int32 or int64, each < num_segments
//   num_segments  int32 or int64 scalar >= 0
//     ->          num_segments, then what data has after ids' dimensions
// Gradient: row segment_ids[i] of the upstream gradient, 0 for negative ids.
// Errors: data whose shape does not start with that of segment_ids, an id out
// of range, num_segments negative or no scalar.
// Equals TensorFlow's UnsortedSegmentSum.
Output UnsortedSegmentSum(Input data, Input segment_ids, Input num_segments);

// Row s of the result is the product of data[i] over all i with segment_ids[i]
// = s; 1 where there are none. Negative ids are left out.
//   data          ids' dimensions, then any; numbers
//   segment_ids   any shape of int32 or int64, each < num_segments
//   num_segments  int32 or int64 scalar >= 0
//     ->          num_segments, then what data has after ids' dimensions
// Gradient: the upstream gradient times the product of the other elements,
// zeros among them or not.
// Errors: data whose shape does not start with that of segment_ids, an id out
// of range, num_segments negative or no scalar.
// Equals TensorFlow's UnsortedSegmentProd.
Output UnsortedSegmentProd(Input data, Input segment_ids, Input num_segments);

// Row s of the result is the least of data[i] over all i with segment_ids[i] =
// s; the greatest finite number where there are none. Negative ids are left
// out.
//   data          ids' dimensions, then any; real numbers
//   segment_ids   any shape of int32 or int64, each < num_segments
//   num_segments  int32 or int64 scalar >= 0
//     ->          num_segments, then what data has after ids' dimensions
// Gradient: the upstream gradient goes in equal parts to the elements that are
// the least.
// Errors: data whose shape does not start with that of segment_ids, an id out
// of range, num_segments negative or no scalar.
// Equals TensorFlow's UnsortedSegmentMin.
Output UnsortedSegmentMin(Input data, Input segment_ids, Input num_segments);

// Row s of the result is the greatest of data[i] over all i with
// segment_ids[i] = s; the least finite number where there are none. Negative
// ids are left out.
//   data          ids' dimensions, then any; real numbers
//   segment_ids   any shape of int32 or int64, each < num_segments
//   num_segments  int32 or int64 scalar >= 0
//     ->          num_segments, then what data has after ids' dimensions
// Gradient: the upstream gradient goes in equal parts to the elements that are
// the greatest.
// Errors: data whose shape does not start with that of segment_ids, an id out
// of range, num_segments negative or no scalar.
// Equals TensorFlow's UnsortedSegmentMax.
Output UnsortedSegmentMax(Input data, Input segment_ids, Input num_segments);

// The shape of the result; what is not known may be unknown (-1 for
// num_segments). INVALID_ARGUMENT as above.
absl::StatusOr<Shape> UnsortedSegmentShape(const Shape& data,
                                           const Shape& segment_ids,
                                           int64_t num_segments);

}  // namespace thalweg
