// SparseApplyAdagrad, ResourceSparseApplyAdagrad.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct SparseApplyAdagradAttrs {
  bool use_locking = false;
  bool update_slots = true;
  void Fields(AttrFields& fields) {
    fields("use_locking", use_locking)("update_slots", update_slots);
  }
};

// For each i in order, with row indices[i] of var and accum and row i of grad:
// with update_slots accum += grad^2, then var -= lr * grad / sqrt(accum). Other
// rows stay.
//
//   var, accum  references to floating or complex variables of one shape,
//               rank >= 1
//   lr          their dtype, scalar
//   grad        their dtype: a row for each index, shaped as those of var
//   indices     vector of int32 or int64, each in [0, dim(var, 0))
//     ->        var, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape, an index out of range;
// nothing is changed then.
// Equals TensorFlow's SparseApplyAdagrad.
Output SparseApplyAdagrad(Input var, Input accum, Input lr, Input grad,
                          Input indices, SparseApplyAdagradAttrs attrs = {});

// For each i in order, with row indices[i] of var and accum and row i of grad:
// with update_slots accum += grad^2, then var -= lr * grad / sqrt(accum). Other
// rows stay.
//
//   var, accum  handles of floating or complex variables of one shape,
//               rank >= 1
//   lr          their dtype, scalar
//   grad        their dtype: a row for each index, shaped as those of var
//   indices     vector of int32 or int64, each in [0, dim(var, 0))
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape, an index out of range;
// nothing is changed then.
// Equals TensorFlow's ResourceSparseApplyAdagrad.
Operation ResourceSparseApplyAdagrad(Input var, Input accum, Input lr,
                                     Input grad, Input indices,
                                     SparseApplyAdagradAttrs attrs = {});

}  // namespace thalweg
