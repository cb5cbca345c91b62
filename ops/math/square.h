// Square: x * x.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x * x, for each element.
//   x  any shape; numbers   ->   the same
// Gradient: 2 * g * conj(x). Equals TensorFlow's Square.
Output Square(Input x);

}  // namespace thalweg
