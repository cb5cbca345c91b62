// L2Loss: half the sum of squares.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// Half the sum of the squares of all elements; 0 where there are none.
//   t  any shape, floating   ->   a scalar of the same dtype
// Half and bfloat16 are summed in float.
// Gradient: t * g. Equals TensorFlow's L2Loss.
Output L2Loss(Input t);

}  // namespace thalweg
