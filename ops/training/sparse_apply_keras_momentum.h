// ResourceSparseApplyKerasMomentum.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct SparseApplyKerasMomentumAttrs {
  bool use_locking = false;
  bool use_nesterov = false;
  void Fields(AttrFields& fields) {
    fields("use_locking", use_locking)("use_nesterov", use_nesterov);
  }
};

// For each i in order, with row indices[i] of var and accum and row i of grad:
// accum = accum * momentum - lr * grad, then var += accum, or with
// use_nesterov var += accum * momentum - lr * grad. Other rows stay.
//
//   var, accum    handles of floating or complex variables of one shape,
//                 rank >= 1
//   lr, momentum  their dtype, scalars
//   grad          their dtype: a row for each index, shaped as those of var
//   indices       vector of int32 or int64, each in [0, dim(var, 0))
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape, an index out of range;
// nothing is changed then.
// Equals TensorFlow's ResourceSparseApplyKerasMomentum.
Operation ResourceSparseApplyKerasMomentum(
    Input var, Input accum, Input lr, Input grad, Input indices, Input momentum,
    SparseApplyKerasMomentumAttrs attrs = {});

}  // namespace thalweg
