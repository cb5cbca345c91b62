// ListDiff: what is in one list and not in another.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ListDiffAttrs {
  DType out_idx = kInt32;  // int32 or int64.
  void Fields(AttrFields& fields) { fields("out_idx", out_idx); }
};

// The elements of x that are not in y, in order, repeated as in x. NaN is in
// no list; -0 equals 0.
//   x, y  vectors of real numbers or strings
//     ->  [0] out: a vector; [1] idx: where its elements are in x (out_idx)
// Not differentiable: its shape hangs on values. Errors: no vectors.
// Equals TensorFlow's ListDiff.
Operation ListDiff(Input x, Input y, ListDiffAttrs attrs = {});

}  // namespace thalweg
