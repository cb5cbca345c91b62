// SquaredDifference: (x - y)^2.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// conj(x - y) * (x - y), for each element. The inputs broadcast.
//   x, y  floating, complex, int32 or int64, of one dtype   ->   their
//         broadcast shape
// Gradient: 2 * g * (x - y) and its negative, summed over what an input was
// repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's SquaredDifference.
Output SquaredDifference(Input x, Input y);

}  // namespace thalweg
