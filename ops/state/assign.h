// Assign, AssignAdd, AssignSub: write a variable through its reference.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct AssignAttrs {
  // Whether the value must have the variable's shape.
  bool validate_shape = true;
  bool use_locking = true;
  void Fields(AttrFields& fields) {
    fields("validate_shape", validate_shape)("use_locking", use_locking);
  }
};

struct AssignUpdateAttrs {
  bool use_locking = false;
  void Fields(AttrFields& fields) { fields("use_locking", use_locking); }
};

// ref = value.
//   ref    reference to a variable of any dtype, initialised or not
//   value  the variable's dtype and shape   ->   ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: "Assign requires shapes of both tensors to match.".
// Equals TensorFlow's Assign.
Output Assign(Input ref, Input value, AssignAttrs attrs = {});

// ref += value.
//   ref    reference to an initialised variable of numbers
//   value  the variable's dtype and shape   ->   ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape.
// Equals TensorFlow's AssignAdd.
Output AssignAdd(Input ref, Input value, AssignUpdateAttrs attrs = {});

// ref -= value.
//   ref    reference to an initialised variable of numbers
//   value  the variable's dtype and shape   ->   ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, another shape.
// Equals TensorFlow's AssignSub.
Output AssignSub(Input ref, Input value, AssignUpdateAttrs attrs = {});

}  // namespace thalweg
