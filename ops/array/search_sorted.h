// LowerBound, UpperBound: where values belong in sorted rows.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct SearchSortedAttrs {
  DType out_type = kInt32;  // int32 or int64.
  void Fields(AttrFields& fields) { fields("out_type", out_type); }
};

// For each value, how many elements of its row are less than it: the first
// place where it can be inserted.
//   sorted_inputs  real numbers [rows, n], each row not falling
//   values         [rows, m] of the same dtype
//     ->           out_type [rows, m], in [0, n]
// Not differentiable: it yields integers. Errors: other ranks, rows that
// differ, more than an int32 can count. Equals TensorFlow's LowerBound.
Output LowerBound(Input sorted_inputs, Input values,
                  SearchSortedAttrs attrs = {});

// For each value, how many elements of its row are not greater than it: the
// last place where it can be inserted.
//   sorted_inputs, values   as of LowerBound   ->   as of LowerBound
// Not differentiable: it yields integers. Errors: as of LowerBound.
// Equals TensorFlow's UpperBound.
Output UpperBound(Input sorted_inputs, Input values,
                  SearchSortedAttrs attrs = {});

// The shape of the result for shapes that may be partial. INVALID_ARGUMENT as
// above.
absl::StatusOr<Shape> SearchSortedShape(const Shape& sorted_inputs,
                                        const Shape& values, DType out_type);

}  // namespace thalweg
