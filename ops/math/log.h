// Log, Log1p: the natural logarithm.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The natural logarithm of x, for each element: -inf at 0, NaN below; the
// principal value for complex numbers.
//   x  any shape; floating or complex   ->   the same
// Gradient: g / conj(x). Equals TensorFlow's Log.
Output Log(Input x);

// log(1 + x), for each element, exact to the last digits for small x too: -inf
// at -1, NaN below; the principal value for complex numbers.
//   x  any shape; floating or complex   ->   the same
// Gradient: g / (1 + conj(x)). Equals TensorFlow's Log1p.
Output Log1p(Input x);

}  // namespace thalweg
