// Sinh, Cosh and the inverses of the hyperbolic functions; Tanh has its own
// file.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The hyperbolic sine of x, for each element.
//   x  any shape; floating or complex   ->   the same
// Gradient: g * cosh(conj(x)). Equals TensorFlow's Sinh.
Output Sinh(Input x);

// The hyperbolic cosine of x, for each element.
//   x  any shape; floating or complex   ->   the same
// Gradient: g * sinh(conj(x)). Equals TensorFlow's Cosh.
Output Cosh(Input x);

// The number whose hyperbolic sine is x, for each element; the principal value
// for complex numbers.
//   x  any shape; floating or complex   ->   the same
// Gradient: g / cosh(conj(y)), where y is the result.
// Equals TensorFlow's Asinh.
Output Asinh(Input x);

// The number >= 0 whose hyperbolic cosine is x, for each element: NaN below 1;
// the principal value for complex numbers.
//   x  any shape; floating or complex   ->   the same
// Gradient: g / sinh(conj(y)), where y is the result.
// Equals TensorFlow's Acosh.
Output Acosh(Input x);

// The number whose hyperbolic tangent is x, for each element: infinite at 1 and
// -1, NaN outside; the principal value for complex numbers.
//   x  any shape; floating or complex   ->   the same
// Gradient: g / (1 - conj(x)^2). Equals TensorFlow's Atanh.
Output Atanh(Input x);

}  // namespace thalweg
