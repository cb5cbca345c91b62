// IsVariableInitialized, VarIsInitializedOp: whether a variable has a value.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// Whether the variable has been assigned a value.
//   ref  reference to a variable of any dtype   ->   bool scalar
// Not differentiable: it yields a bool.
// Equals TensorFlow's IsVariableInitialized.
Output IsVariableInitialized(Input ref);

// Whether the variable has been assigned a value.
//   resource  handle of a variable   ->   bool scalar
// Not differentiable: it yields a bool.
// Equals TensorFlow's VarIsInitializedOp.
Output VarIsInitializedOp(Input resource);

}  // namespace thalweg
