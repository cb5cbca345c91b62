// Sin, Cos, Tan and their inverses.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The sine of x (in radians), for each element: NaN of infinity.
//   x  any shape; floating or complex   ->   the same
// Gradient: g * cos(conj(x)). Equals TensorFlow's Sin.
Output Sin(Input x);

// The cosine of x (in radians), for each element: NaN of infinity.
//   x  any shape; floating or complex   ->   the same
// Gradient: -g * sin(conj(x)). Equals TensorFlow's Cos.
Output Cos(Input x);

// The tangent of x (in radians), for each element: NaN of infinity.
//   x  any shape; floating or complex   ->   the same
// Gradient: g / cos(conj(x))^2. Equals TensorFlow's Tan.
Output Tan(Input x);

// The angle in [-pi/2, pi/2] whose sine is x, for each element: NaN outside
// [-1, 1]; the principal value for complex numbers.
//   x  any shape; floating or complex   ->   the same
// Gradient: g / sqrt(1 - conj(x)^2). Equals TensorFlow's Asin.
Output Asin(Input x);

// The angle in [0, pi] whose cosine is x, for each element: NaN outside
// [-1, 1]; the principal value for complex numbers.
//   x  any shape; floating or complex   ->   the same
// Gradient: -g / sqrt(1 - conj(x)^2). Equals TensorFlow's Acos.
Output Acos(Input x);

// The angle in [-pi/2, pi/2] whose tangent is x, for each element; the
// principal value for complex numbers.
//   x  any shape; floating or complex   ->   the same
// Gradient: g / (1 + conj(x)^2). Equals TensorFlow's Atan.
Output Atan(Input x);

}  // namespace thalweg
