// ApplyMomentum, ResourceApplyMomentum.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ApplyMomentumAttrs {
  bool use_locking = false;
  bool use_nesterov = false;
  void Fields(AttrFields& fields) {
    fields("use_locking", use_locking)("use_nesterov", use_nesterov);
  }
};

// accum = accum * momentum + grad, then var -= lr * accum, or with
// use_nesterov var -= grad * lr + accum * momentum * lr.
//   var, accum    references to floating or complex variables of one shape
//   lr, momentum  their dtype, scalars
//   grad          their dtype and shape   ->   var, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape.
// Equals TensorFlow's ApplyMomentum.
Output ApplyMomentum(Input var, Input accum, Input lr, Input grad,
                     Input momentum, ApplyMomentumAttrs attrs = {});

// accum = accum * momentum + grad, then var -= lr * accum, or with
// use_nesterov var -= grad * lr + accum * momentum * lr.
//   var, accum    handles of floating or complex variables of one shape
//   lr, momentum  their dtype, scalars
//   grad          their dtype and shape
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape.
// Equals TensorFlow's ResourceApplyMomentum.
Operation ResourceApplyMomentum(Input var, Input accum, Input lr, Input grad,
                                Input momentum, ApplyMomentumAttrs attrs = {});

}  // namespace thalweg
