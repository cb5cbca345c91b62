// Exp: the exponential function.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// e to the power of x, for each element.
//   x  any shape; floating or complex   ->   the same
// Gradient: g * conj(y), where y is the result. Equals TensorFlow's Exp.
Output Exp(Input x);

}  // namespace thalweg
