// DynamicStitch, ParallelDynamicStitch: rows put together by number.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// merged[indices[m][i...]] = data[m][i...]: the opposite of DynamicPartition.
// Of equal indices the last one counts; slices that no index names are zero.
//   indices  int32 tensors of any shapes, not negative
//   data     as many tensors of one dtype: indices[m]'s dimensions, then
//            those of a slice, equal for all m
//     ->     [largest index + 1, dimensions of a slice]
// Gradient: by data[m], the upstream slices at indices[m].
// Errors: shapes that do not fit, a negative index.
// Equals TensorFlow's DynamicStitch.
Output DynamicStitch(InputList indices, InputList data);

// DynamicStitch, of which TensorFlow leaves open what equal indices give; here
// the last one counts, too.
//   indices, data   as of DynamicStitch   ->   as of DynamicStitch
// Gradient, errors: as of DynamicStitch.
// Equals TensorFlow's ParallelDynamicStitch.
Output ParallelDynamicStitch(InputList indices, InputList data);

// The shape of a slice, for shapes that may be partial. INVALID_ARGUMENT where
// data does not start with its indices' dimensions or slices differ.
// REQUIRES: as many of both, at least one.
absl::StatusOr<Shape> StitchSliceShape(absl::Span<const Shape* const> indices,
                                       absl::Span<const Shape* const> data);

}  // namespace thalweg
