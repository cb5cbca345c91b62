// ClipByValue: numbers held within bounds.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// t, but at most clip_value_max and then at least clip_value_min, for each
// element; of complex numbers, each part for itself. NaN stays NaN, and bounds
// that are NaN do not count.
//   t                any shape, numbers
//   clip_value_min   a scalar or like t; clip_value_max likewise   ->   like t
// Gradient: g to t where it is within the bounds; where it is below the lower
// (above the upper) bound, to that bound.
// Errors: bounds of another shape. Equals TensorFlow's ClipByValue.
Output ClipByValue(Input t, Input clip_value_min, Input clip_value_max);

// OK when each bound may be a scalar or have t's shape; INVALID_ARGUMENT in
// TensorFlow's words.
absl::Status CheckClipBounds(const Shape& t, const Shape& low,
                             const Shape& high);

}  // namespace thalweg
