// Erf, Erfc, Erfinv, Ndtri: the error function, its complement and inverses.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The error function 2 / sqrt(pi) * integral of exp(-t^2) from 0 to x, for each
// element.
//   x  any shape; floating   ->   the same
// Gradient: g * 2 / sqrt(pi) * exp(-x^2). Equals TensorFlow's Erf.
Output Erf(Input x);

// 1 - erf(x), for each element, exact to the last digits for large x too.
//   x  any shape; floating   ->   the same
// Gradient: -g * 2 / sqrt(pi) * exp(-x^2). Equals TensorFlow's Erfc.
Output Erfc(Input x);

// The number whose error function is x, for each element: infinite at 1 and -1,
// NaN outside.
//   x  any shape; floating   ->   the same
// Gradient: g * sqrt(pi) / 2 * exp(y^2), where y is the result.
// Equals TensorFlow's Erfinv.
Output Erfinv(Input x);

// The quantile of the standard normal distribution, for each element: the
// number below which a share of x lies; -inf at 0, inf at 1, NaN outside.
//   x  any shape; floating   ->   the same
// Gradient: g * sqrt(2 * pi) * exp(y^2 / 2), where y is the result.
// Equals TensorFlow's Ndtri.
Output Ndtri(Input x);

}  // namespace thalweg
