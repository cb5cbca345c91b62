// NextAfter: the neighbouring floating-point number.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The number next to x1 in its dtype on the way to x2, x2 itself where they are
// equal, for each element: NaN where either is. The inputs broadcast.
//   x1, x2  float or double   ->   their broadcast shape
// Gradient: g by x1, summed over what x1 was repeated along; zero by x2.
// Errors: shapes that do not broadcast. Equals TensorFlow's NextAfter.
Output NextAfter(Input x1, Input x2);

}  // namespace thalweg
