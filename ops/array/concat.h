// Concat, ParallelConcat, ConcatOffset: tensors joined along an axis.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// Joins tensors along an axis.
//   values  n >= 2 tensors of one rank >= 1 and dtype, any, that differ in
//           dimension `axis` only
//   axis    int32 or int64 scalar in [-rank, rank)
//     ->    dimension `axis` is the sum of theirs
// Gradient: the upstream gradient's part for each of the values.
// Errors: scalars, ranks or other dimensions that differ, an axis out of
// range. Equals TensorFlow's ConcatV2.
Output Concat(InputList values, Input axis);

// Concat with the axis first, int32.
// Gradient: the upstream gradient's part for each of the values.
// Errors: as Concat. Equals TensorFlow's Concat.
Output ConcatV1(Input concat_dim, InputList values);

// Joins single rows.
//   values  n >= 1 tensors [1, ...] of one shape and dtype
//   shape   of the result, fully known: [n, ...]
//     ->    row i is values[i]
// Gradient: row i of the upstream gradient for values[i].
// Errors: values of another shape than a row of the result.
// Equals TensorFlow's ParallelConcat.
Output ParallelConcat(InputList values, const Shape& shape);

// Where each part of a Concat begins: 0 in all dimensions but the axis.
//   concat_dim  int32 scalar in [-rank, rank)
//   shapes      n >= 2 vectors [rank] int32 or int64: the shapes joined
//     ->        n vectors [rank]
// Not differentiable: it yields integers.
// Errors: shapes that differ elsewhere, an axis out of range.
// Equals TensorFlow's ConcatOffset.
Operation ConcatOffset(Input concat_dim, InputList shapes);

// The shape of the result of Concat; the inputs may be partial.
// INVALID_ARGUMENT as above.
absl::StatusOr<Shape> ConcatenatedShape(absl::Span<const Shape* const> inputs,
                                        int64_t axis);

}  // namespace thalweg
