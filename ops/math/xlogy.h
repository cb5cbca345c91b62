// Xlogy, Xlog1py, Xdivy, MulNoNan: products and quotients in which a zero wins
// over infinities and NaN.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x * log(y), and 0 wherever x is 0, for each element. The inputs broadcast.
//   x, y  floating or complex, of one dtype   ->   their broadcast shape
// Gradient: g * log(y) where x is not 0, and g * Xdivy(x, y), summed over what
// an input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's Xlogy.
Output Xlogy(Input x, Input y);

// x * log(1 + y), and 0 wherever x is 0, for each element. The inputs
// broadcast.
//   x, y  floating or complex, of one dtype   ->   their broadcast shape
// Gradient: g * log(1 + y) where x is not 0, and g * Xdivy(x, 1 + y), summed
// over what an input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's Xlog1py.
Output Xlog1py(Input x, Input y);

// x / y, and 0 wherever x is 0, for each element. The inputs broadcast.
//   x, y  floating or complex, of one dtype   ->   their broadcast shape
// Gradient: g / y where x is not 0, and -g * Xdivy(x, y^2), summed over what
// an input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's Xdivy.
Output Xdivy(Input x, Input y);

// x * y, and 0 wherever y is 0, for each element. The inputs broadcast.
//   x, y  floating or complex, of one dtype   ->   their broadcast shape
// Gradient: MulNoNan(g, y) and MulNoNan(x, g), summed over what an input was
// repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's MulNoNan.
Output MulNoNan(Input x, Input y);

}  // namespace thalweg
