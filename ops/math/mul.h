// Mul: the product of two tensors, element by element.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x * y, for each element. The inputs broadcast.
//   x, y  numbers of one dtype   ->   their broadcast shape
// Integers wrap around.
// Gradient: g * conj(y) and conj(x) * g, summed over what an input was
// repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's Mul.
Output Mul(Input x, Input y);

}  // namespace thalweg
