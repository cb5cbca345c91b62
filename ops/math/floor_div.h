// FloorDiv, FloorMod: division that rounds down, and what it leaves.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The largest integer not above x / y, for each element. The inputs broadcast.
//   x, y  real numbers of one dtype   ->   their broadcast shape
// Gradient: none passes (it is zero wherever it exists).
// Errors: shapes that do not broadcast; an integer divided by zero.
// Equals TensorFlow's FloorDiv.
Output FloorDiv(Input x, Input y);

// x - FloorDiv(x, y) * y, for each element: it has the sign of y. The inputs
// broadcast.
//   x, y  real numbers of one dtype   ->   their broadcast shape
// Gradient: g and -g * FloorDiv(x, y), summed over what an input was repeated
// along.
// Errors: shapes that do not broadcast; an integer divided by zero.
// Equals TensorFlow's FloorMod.
Output FloorMod(Input x, Input y);

}  // namespace thalweg
