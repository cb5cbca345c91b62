// Unique, UniqueWithCounts and their older forms: each element once.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct UniqueAttrs {
  DType out_idx = kInt32;  // int32 or int64.
  void Fields(AttrFields& fields) { fields("out_idx", out_idx); }
};

// The slices of x along an axis, each once, in the order in which they first
// appear. NaN differs from everything, itself included; -0 equals 0.
//   x     real numbers, bool or string; a vector unless there is an axis
//   axis  vector of int32 or int64: empty, or the axis
//     ->  [0] y: x with fewer slices along the axis
//         [1] idx: out_idx (int32 or int64) vector; slice i of x is slice
//             idx[i] of y
// Not differentiable: its shape hangs on values. Errors: an axis out of range,
// other ranks. Equals TensorFlow's UniqueV2.
Operation Unique(Input x, Input axis = {}, UniqueAttrs attrs = {});

// Unique of a vector, without an axis: [0] y, [1] idx.
// Not differentiable: its shape hangs on values. Errors: no vector.
// Equals TensorFlow's Unique.
Operation UniqueV1(Input x, UniqueAttrs attrs = {});

// Unique with a further output, [2] count: how many slices of x each slice of
// y stands for, a vector of out_idx.
// Not differentiable: its shape hangs on values. Errors: as of Unique.
// Equals TensorFlow's UniqueWithCountsV2.
Operation UniqueWithCounts(Input x, Input axis = {}, UniqueAttrs attrs = {});

// UniqueWithCounts of a vector, without an axis: [0] y, [1] idx, [2] count.
// Not differentiable: its shape hangs on values. Errors: no vector.
// Equals TensorFlow's UniqueWithCounts.
Operation UniqueWithCountsV1(Input x, UniqueAttrs attrs = {});

}  // namespace thalweg
