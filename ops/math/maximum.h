// Maximum, Minimum: the larger and the smaller of two tensors' elements.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The larger of x and y, for each element; NaN where either is. The inputs
// broadcast.
//   x, y  real numbers of one dtype   ->   their broadcast shape
// Gradient: g goes to x where x >= y, else to y, summed over what an input was
// repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's Maximum.
Output Maximum(Input x, Input y);

// The smaller of x and y, for each element; NaN where either is. The inputs
// broadcast.
//   x, y  real numbers of one dtype   ->   their broadcast shape
// Gradient: g goes to x where x <= y, else to y, summed over what an input was
// repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's Minimum.
Output Minimum(Input x, Input y);

}  // namespace thalweg
