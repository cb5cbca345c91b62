// SparseSegmentSumGrad, -MeanGrad, -SqrtNGrad: what the gradients of
// reductions of gathered slices are made of.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// The gradient of SparseSegmentSum by data: row d of the result is the sum of
// grad[segment_ids[i]] over all i with indices[i] = d.
//   grad         rank >= 1; floating
//   indices      vector of int32 or int64, each in [0, output_dim0)
//   segment_ids  as long, int32 or int64, each in [0, dim(grad, 0))
//   output_dim0  int32 scalar >= 0: the rows of data
//     ->         output_dim0, then grad's further dimensions
// Gradient: by grad, SparseSegmentSum of the upstream gradient's rows.
// Errors: indices and ids of different lengths, an index or id out of range.
// Equals TensorFlow's SparseSegmentSumGrad.
Output SparseSegmentSumGradV1(Input grad, Input indices, Input segment_ids,
                              Input output_dim0);

// The gradient of SparseSegmentMean by data: as that of the sum, where each
// row of grad is divided by how often its segment is named.
//   grad         rank >= 1; floating
//   indices      vector of int32 or int64, each in [0, output_dim0)
//   segment_ids  as long, int32 or int64, each in [0, dim(grad, 0))
//   output_dim0  int32 scalar >= 0: the rows of data
//     ->         output_dim0, then grad's further dimensions
// Gradient: by grad, SparseSegmentMean of the upstream gradient's rows.
// Errors: indices and ids of different lengths, an index or id out of range.
// Equals TensorFlow's SparseSegmentMeanGrad.
Output SparseSegmentMeanGradV1(Input grad, Input indices, Input segment_ids,
                               Input output_dim0);

// The gradient of SparseSegmentSqrtN by data: as that of the sum, where each
// row of grad is divided by the square root of how often its segment is named.
//   grad         rank >= 1; floating
//   indices      vector of int32 or int64, each in [0, output_dim0)
//   segment_ids  as long, int32 or int64, each in [0, dim(grad, 0))
//   output_dim0  int32 scalar >= 0: the rows of data
//     ->         output_dim0, then grad's further dimensions
// Gradient: by grad, SparseSegmentSqrtN of the upstream gradient's rows.
// Errors: indices and ids of different lengths, an index or id out of range.
// Equals TensorFlow's SparseSegmentSqrtNGrad.
Output SparseSegmentSqrtNGradV1(Input grad, Input indices, Input segment_ids,
                                Input output_dim0);

// SparseSegmentSumGradV1 without the rows that are not named by indices.
//   grad, indices, segment_ids   as there
//   dense_output_dim0            int32 scalar >= 0: the rows of data
//     -> output                  a row for each distinct index
//        sorted_unique_indices   those indices, ascending
// Not differentiable: no gradient of these rows is defined.
// Errors: indices and ids of different lengths, an index or id out of range.
// Equals TensorFlow's SparseSegmentSumGradV2.
Operation SparseSegmentSumGrad(Input grad, Input indices, Input segment_ids,
                               Input dense_output_dim0);

// SparseSegmentMeanGradV1 without the rows that are not named by indices.
//   grad, indices, segment_ids   as there
//   dense_output_dim0            int32 scalar >= 0: the rows of data
//     -> output                  a row for each distinct index
//        sorted_unique_indices   those indices, ascending
// Not differentiable: no gradient of these rows is defined.
// Errors: indices and ids of different lengths, an index or id out of range.
// Equals TensorFlow's SparseSegmentMeanGradV2.
Operation SparseSegmentMeanGrad(Input grad, Input indices, Input segment_ids,
                                Input dense_output_dim0);

// SparseSegmentSqrtNGradV1 without the rows that are not named by indices.
//   grad, indices, segment_ids   as there
//   dense_output_dim0            int32 scalar >= 0: the rows of data
//     -> output                  a row for each distinct index
//        sorted_unique_indices   those indices, ascending
// Not differentiable: no gradient of these rows is defined.
// Errors: indices and ids of different lengths, an index or id out of range.
// Equals TensorFlow's SparseSegmentSqrtNGradV2.
Operation SparseSegmentSqrtNGrad(Input grad, Input indices, Input segment_ids,
                                 Input dense_output_dim0);

// INVALID_ARGUMENT unless `rows` is a number that output_dim0 may be.
absl::Status CheckRowsOfData(int64_t rows);

}  // namespace thalweg
