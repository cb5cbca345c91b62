// IsFinite, IsInf, IsNan: which kind of floating-point number.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// True where x is neither infinite nor NaN, for each element.
//   x  any shape; floating   ->   bool in its shape
// Not differentiable: it yields booleans. Equals TensorFlow's IsFinite.
Output IsFinite(Input x);

// True where x is infinite, of either sign, for each element.
//   x  any shape; floating   ->   bool in its shape
// Not differentiable: it yields booleans. Equals TensorFlow's IsInf.
Output IsInf(Input x);

// True where x is NaN, for each element.
//   x  any shape; floating   ->   bool in its shape
// Not differentiable: it yields booleans. Equals TensorFlow's IsNan.
Output IsNan(Input x);

}  // namespace thalweg
