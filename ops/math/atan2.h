// Atan2: the angle of a point in the plane.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The angle of the point (x, y) from the x axis, in [-pi, pi], for each
// element. The inputs broadcast.
//   y, x  floating, of one dtype   ->   their broadcast shape
// Gradient: g * x / (x^2 + y^2) and -g * y / (x^2 + y^2), summed over what an
// input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's Atan2.
Output Atan2(Input y, Input x);

}  // namespace thalweg
