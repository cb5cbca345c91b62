// Sign: -1, 0 or 1.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// -1, 0 or 1 as x is negative, zero or positive, for each element; NaN of NaN.
// Of a complex number, x / |x|, and 0 of 0.
//   x  any shape; signed integers, floating or complex   ->   the same
// Gradient: zero. Equals TensorFlow's Sign.
Output Sign(Input x);

}  // namespace thalweg
