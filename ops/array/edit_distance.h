// EditDistance: how many edits turn one sequence into another.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct EditDistanceAttrs {
  bool normalize = true;  // Divide by the length of the truth.
  void Fields(AttrFields& fields) { fields("normalize", normalize); }
};

// The Levenshtein distance of the sequences along the last dimension of two
// sparse tensors: how many insertions, deletions and replacements lead from
// one to the other. Normalized, an empty truth is at distance 0 from an empty
// sequence and infinity from others.
//   *_indices  int64 [n, rank], in order, rank >= 2
//   *_values   any one dtype of numbers, bool or string: [n]
//   *_shape    int64 [rank]
//     ->       float, of the larger of both shapes without the last dimension
// Not differentiable: it counts. Errors: shapes that do not fit, indices out
// of order or out of range. Equals TensorFlow's EditDistance.
Output EditDistance(Input hypothesis_indices, Input hypothesis_values,
                    Input hypothesis_shape, Input truth_indices,
                    Input truth_values, Input truth_shape,
                    EditDistanceAttrs attrs = {});

// The shape of the result for both dense shapes, as far as they are known.
// INVALID_ARGUMENT for ranks that differ or are less than 2, and for negative
// dimensions other than -1 (unknown).
absl::StatusOr<Shape> EditDistanceShape(const Shape& hypothesis,
                                        const Shape& truth);

}  // namespace thalweg
