// Sub: the difference of two tensors.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x - y, for each element. The inputs broadcast.
//   x, y  numbers of one dtype   ->   their broadcast shape
// Integers wrap around.
// Gradient: g and -g, summed over what an input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's Sub.
Output Sub(Input x, Input y);

}  // namespace thalweg
