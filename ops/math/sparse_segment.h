// SparseSegmentSum, -Mean, -SqrtN: reductions of runs of gathered slices, as
// embeddings of bags of words are.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct SparseSegmentAttrs {
  // Whether the gradient by data is IndexedSlices, of its distinct rows.
  bool sparse_gradient = false;
  void Fields(AttrFields& fields) {
    fields("sparse_gradient", sparse_gradient);
  }
};

// Row s of the result is the sum of data[indices[i]] over all i with
// segment_ids[i] = s; 0 where there are none.
//   data          rank >= 1; real numbers
//   indices       vector of int32 or int64, each in [0, dim(data, 0))
//   segment_ids   as long, int32 or int64: >= 0, not decreasing
//   num_segments  int32 or int64 scalar, more than each id
//     ->          num_segments, then data's further dimensions
// Gradient: see SparseSegmentSumGradV1.
// Errors: indices and ids of different lengths, an index or id out of range,
// decreasing ids. Equals TensorFlow's SparseSegmentSumWithNumSegments.
Output SparseSegmentSumWithNumSegments(Input data, Input indices,
                                       Input segment_ids, Input num_segments,
                                       SparseSegmentAttrs attrs = {});

// The same with as many segments as the last id says.
// Equals TensorFlow's SparseSegmentSum.
Output SparseSegmentSum(Input data, Input indices, Input segment_ids,
                        SparseSegmentAttrs attrs = {});

// Row s of the result is the mean of data[indices[i]] over all i with
// segment_ids[i] = s; 0 where there are none.
//   data          rank >= 1; floating
//   indices       vector of int32 or int64, each in [0, dim(data, 0))
//   segment_ids   as long, int32 or int64: >= 0, not decreasing
//   num_segments  int32 or int64 scalar, more than each id
//     ->          num_segments, then data's further dimensions
// Gradient: see SparseSegmentMeanGradV1.
// Errors: indices and ids of different lengths, an index or id out of range,
// decreasing ids. Equals TensorFlow's SparseSegmentMeanWithNumSegments.
Output SparseSegmentMeanWithNumSegments(Input data, Input indices,
                                        Input segment_ids, Input num_segments,
                                        SparseSegmentAttrs attrs = {});

// The same with as many segments as the last id says.
// Equals TensorFlow's SparseSegmentMean.
Output SparseSegmentMean(Input data, Input indices, Input segment_ids,
                         SparseSegmentAttrs attrs = {});

// Row s of the result is the sum of data[indices[i]] over all i with
// segment_ids[i] = s, divided by the square root of their number; 0 where
// there are none.
//   data          rank >= 1; floating
//   indices       vector of int32 or int64, each in [0, dim(data, 0))
//   segment_ids   as long, int32 or int64: >= 0, not decreasing
//   num_segments  int32 or int64 scalar, more than each id
//     ->          num_segments, then data's further dimensions
// Gradient: see SparseSegmentSqrtNGradV1.
// Errors: indices and ids of different lengths, an index or id out of range,
// decreasing ids. Equals TensorFlow's SparseSegmentSqrtNWithNumSegments.
Output SparseSegmentSqrtNWithNumSegments(Input data, Input indices,
                                         Input segment_ids, Input num_segments,
                                         SparseSegmentAttrs attrs = {});

// The same with as many segments as the last id says.
// Equals TensorFlow's SparseSegmentSqrtN.
Output SparseSegmentSqrtN(Input data, Input indices, Input segment_ids,
                          SparseSegmentAttrs attrs = {});

}  // namespace thalweg
