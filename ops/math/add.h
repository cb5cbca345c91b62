// Add: the sum of two tensors.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x + y, for each element. The inputs broadcast.
//   x, y  numbers of one dtype   ->   their broadcast shape
// Integers wrap around.
// Gradient: g, summed over what an input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's AddV2.
Output Add(Input x, Input y);

// The older form of Add, which also joins strings.
//   x, y  numbers or strings of one dtype   ->   their broadcast shape
// Gradient: g, summed over what an input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's Add.
Output AddV1(Input x, Input y);

}  // namespace thalweg
