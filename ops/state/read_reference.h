// _ReadReference: the value behind a reference.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The value that the variable has at that moment of the run. The step compiler
// puts it where a reference output feeds an input that takes a value.
//   ref  reference to a tensor of any dtype   ->   the tensor
// Gradient: passes through. Errors: an uninitialised variable.
Output ReadReference(Input ref);

}  // namespace thalweg
