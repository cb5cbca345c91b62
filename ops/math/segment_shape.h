// Shapes of reductions over segments along the first axis.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// `data` with `rows` (-1: unknown) in the place of its first dimension.
// INVALID_ARGUMENT "input must be at least rank 1".
absl::StatusOr<Shape> SegmentedShape(const Shape& data, int64_t rows);

// INVALID_ARGUMENT unless segment_ids is a vector as long as data, as far as
// that is known: "segment_ids should be the same size as dimension 0 of input."
absl::Status CheckSegmentIds(const Shape& data, const Shape& segment_ids);

// INVALID_ARGUMENT unless both are vectors of one length, as far as that is
// known: "segment_ids and indices should have same size."
absl::Status CheckSparseSegmentIds(const Shape& indices,
                                   const Shape& segment_ids);

}  // namespace thalweg
