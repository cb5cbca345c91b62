// Exp, Expm1: the exponential function.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// e to the power of x, for each element.
//   x  any shape; floating or complex   ->   the same
// Gradient: g * conj(y), where y is the result. Equals TensorFlow's Exp.
Output Exp(Input x);

// exp(x) - 1, for each element, exact to the last digits for small x too.
//   x  any shape; floating or complex   ->   the same
// Gradient: g * exp(conj(x)). Equals TensorFlow's Expm1.
Output Expm1(Input x);

}  // namespace thalweg
