// StridedSliceExtent: what StridedSlice's arguments mean for one shape.
#pragma once

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/shape.h"
#include "thalweg/ops/array/strided_slice.h"

namespace thalweg {

// Elements may be PartialValue::kUnknown.
struct StridedSliceIndices {
  absl::Span<const int64_t> begin;
  absl::Span<const int64_t> end;
  absl::Span<const int64_t> strides;
};

struct StridedSliceExtent {
  // For each dimension of the input: where reading begins, the step, and how
  // many positions are read (-1: unknown; begin means nothing then).
  Shape::Dims begin;
  Shape::Dims stride;
  Shape::Dims size;
  // The result's shape: sizes, with dimensions added and dropped.
  Shape output;
};

// Follows the arguments through a shape that may be partial but has a rank.
// INVALID_ARGUMENT as StridedSlice.
absl::StatusOr<StridedSliceExtent> ResolveStridedSlice(
    const Shape& input, const StridedSliceIndices& indices,
    const StridedSliceAttrs& attrs);

}  // namespace thalweg
