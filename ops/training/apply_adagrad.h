// ApplyAdagrad, ResourceApplyAdagrad.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ApplyAdagradAttrs {
  bool use_locking = false;
  bool update_slots = true;
  void Fields(AttrFields& fields) {
    fields("use_locking", use_locking)("update_slots", update_slots);
  }
};

// With update_slots accum += grad^2, then var -= lr * grad / sqrt(accum).
//   var, accum  references to floating or complex variables of one shape
//   lr          their dtype, scalar
//   grad        their dtype and shape   ->   var, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape.
// Equals TensorFlow's ApplyAdagrad.
Output ApplyAdagrad(Input var, Input accum, Input lr, Input grad,
                    ApplyAdagradAttrs attrs = {});

// With update_slots accum += grad^2, then var -= lr * grad / sqrt(accum).
//   var, accum  handles of floating or complex variables of one shape
//   lr          their dtype, scalar
//   grad        their dtype and shape
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape.
// Equals TensorFlow's ResourceApplyAdagrad.
Operation ResourceApplyAdagrad(Input var, Input accum, Input lr, Input grad,
                               ApplyAdagradAttrs attrs = {});

}  // namespace thalweg
