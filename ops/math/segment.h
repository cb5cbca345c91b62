// SegmentSum, -Mean, -Prod, -Min, -Max: reductions of runs of slices.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// Row s of the result is the sum of data[i] over all i with segment_ids[i] =
// s; 0 where there are none.
//   data         rank >= 1; numbers
//   segment_ids  vector of int32 or int64, as long as data: >= 0, not
//                decreasing
//     ->         the last id + 1, then data's further dimensions
// Gradient: row segment_ids[i] of the upstream gradient.
// Errors: ids of another length, negative or decreasing.
// Equals TensorFlow's SegmentSum.
Output SegmentSum(Input data, Input segment_ids);

// Row s of the result is the mean of data[i] over all i with segment_ids[i] =
// s (of integers: rounded towards 0); 0 where there are none.
//   data         rank >= 1; numbers
//   segment_ids  vector of int32 or int64, as long as data: >= 0, not
//                decreasing
//     ->         the last id + 1, then data's further dimensions
// Gradient: row segment_ids[i] of the upstream gradient, divided by the length
// of its segment.
// Errors: ids of another length, negative or decreasing.
// Equals TensorFlow's SegmentMean.
Output SegmentMean(Input data, Input segment_ids);

// Row s of the result is the product of data[i] over all i with segment_ids[i]
// = s; 1 where there are none.
//   data         rank >= 1; numbers
//   segment_ids  vector of int32 or int64, as long as data: >= 0, not
//                decreasing
//     ->         the last id + 1, then data's further dimensions
// Gradient: the upstream gradient times the product of the other elements,
// zeros among them or not.
// Errors: ids of another length, negative or decreasing.
// Equals TensorFlow's SegmentProd.
Output SegmentProd(Input data, Input segment_ids);

// Row s of the result is the least of data[i] over all i with segment_ids[i] =
// s; 0 where there are none.
//   data         rank >= 1; real numbers
//   segment_ids  vector of int32 or int64, as long as data: >= 0, not
//                decreasing
//     ->         the last id + 1, then data's further dimensions
// Gradient: the upstream gradient goes in equal parts to the elements that are
// the least.
// Errors: ids of another length, negative or decreasing.
// Equals TensorFlow's SegmentMin.
Output SegmentMin(Input data, Input segment_ids);

// Row s of the result is the greatest of data[i] over all i with
// segment_ids[i] = s; 0 where there are none.
//   data         rank >= 1; real numbers
//   segment_ids  vector of int32 or int64, as long as data: >= 0, not
//                decreasing
//     ->         the last id + 1, then data's further dimensions
// Gradient: the upstream gradient goes in equal parts to the elements that are
// the greatest.
// Errors: ids of another length, negative or decreasing.
// Equals TensorFlow's SegmentMax.
Output SegmentMax(Input data, Input segment_ids);

}  // namespace thalweg
