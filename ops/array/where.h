// Where: the positions of what is not zero.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The coordinates of all elements that are true or not zero (NaN is not), a
// row each, in the order of the elements.
//   input  numbers or bool, rank >= 1   ->   int64 [how many, rank(input)]
// Not differentiable: it yields integers. Errors: a scalar.
// Equals TensorFlow's Where.
Output Where(Input input);

}  // namespace thalweg
