// Pow: powers.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x to the power of y, for each element. The inputs broadcast.
//   x, y  signed integers, floating or complex, of one dtype   ->   their
//         broadcast shape
// Integers wrap around.
// Gradient: g * y * x^(y-1) and g * x^y * log(x), the latter 0 where x <= 0 (a
// complex x: where it is 0), summed over what an input was repeated along.
// Errors: shapes that do not broadcast; an integer to a negative power.
// Equals TensorFlow's Pow.
Output Pow(Input x, Input y);

}  // namespace thalweg
