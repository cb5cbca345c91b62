// AssignVariableOp, AssignAddVariableOp, AssignSubVariableOp: write a resource
// variable.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct AssignVariableAttrs {
  // Whether the value must have the shape of the value before.
  bool validate_shape = false;
  void Fields(AttrFields& fields) { fields("validate_shape", validate_shape); }
};

// variable = value.
//   resource  handle of a variable, initialised or not
//   value     the variable's dtype and a shape it may have
// Not differentiable: it writes a variable.
// Errors: a value of another dtype or shape.
// Equals TensorFlow's AssignVariableOp.
Operation AssignVariableOp(Input resource, Input value,
                           AssignVariableAttrs attrs = {});

// variable += value.
//   resource  handle of an initialised variable of numbers
//   value     the variable's dtype and shape
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, a value of another dtype or shape.
// Equals TensorFlow's AssignAddVariableOp.
Operation AssignAddVariableOp(Input resource, Input value);

// variable -= value.
//   resource  handle of an initialised variable of numbers
//   value     the variable's dtype and shape
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, a value of another dtype or shape.
// Equals TensorFlow's AssignSubVariableOp.
Operation AssignSubVariableOp(Input resource, Input value);

}  // namespace thalweg
