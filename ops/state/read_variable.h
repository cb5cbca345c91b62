// ReadVariableOp: the value of a resource variable.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ReadVariableAttrs {
  DType dtype = kInvalid;
  void Fields(AttrFields& fields) { fields.Required("dtype", dtype); }
};

// The value that the variable has at that moment of the run; later updates do
// not change it.
//   resource  handle of a variable
//   dtype     the variable's   ->   its value
// Gradient: that of the value, by the handle.
// Errors: an uninitialised variable, one of another dtype.
// Equals TensorFlow's ReadVariableOp.
Output ReadVariableOp(Input resource, DType dtype);

}  // namespace thalweg
