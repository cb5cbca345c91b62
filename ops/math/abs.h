// Abs: the absolute value.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// |x|, for each element. ComplexAbs is the op for complex numbers.
//   x  any shape; floating or signed integers   ->   the same
// The least integer is its own absolute value.
// Gradient: g * sign(x). Equals TensorFlow's Abs.
Output Abs(Input x);

}  // namespace thalweg
