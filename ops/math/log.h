// Log: the natural logarithm.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The natural logarithm of x, for each element: -inf at 0, NaN below; the
// principal value for complex numbers.
//   x  any shape; floating or complex   ->   the same
// Gradient: g / conj(x). Equals TensorFlow's Log.
Output Log(Input x);

}  // namespace thalweg
