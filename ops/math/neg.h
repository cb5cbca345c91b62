// Neg: the negative.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// -x, for each element.
//   x  any shape; signed integers, floating or complex   ->   the same
// The least integer is its own negative.
// Gradient: -g. Equals TensorFlow's Neg.
Output Neg(Input x);

}  // namespace thalweg
