// OneHot: indices as rows with one element set.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct OneHotAttrs {
  // Where the new dimension goes; -1: last.
  int64_t axis = -1;
  void Fields(AttrFields& fields) { fields("axis", axis); }
};

// on_value where the position along a new axis equals the index, off_value
// elsewhere; an index outside [0, depth) gives off_value only.
//   indices              any shape, uint8, int8, int32 or int64
//   depth                int32 scalar >= 0: the size of the new axis
//   on_value, off_value  scalars of one dtype, any
//     ->                 indices' dimensions with depth inserted at `axis`
// Not differentiable: it is piecewise constant in the indices.
// Errors: a negative depth, an axis outside [-1, rank(indices)].
// Equals TensorFlow's OneHot.
Output OneHot(Input indices, Input depth, Input on_value, Input off_value,
              OneHotAttrs attrs = {});

// The shape of the result; `indices` may be partial, depth -1 is unknown.
// INVALID_ARGUMENT as above.
absl::StatusOr<Shape> OneHotShape(const Shape& indices, int64_t depth,
                                  int64_t axis);

}  // namespace thalweg
