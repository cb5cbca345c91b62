// Igamma, Igammac, IgammaGradA: the incomplete gamma functions.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The regularised lower incomplete gamma function P(a, x), the integral of
// t^(a - 1) * exp(-t) / gamma(a) from 0 to x, for each element: NaN unless
// a > 0 and x >= 0. The inputs broadcast.
//   a, x  floating, one dtype   ->   their broadcast shape
// Gradient: g * IgammaGradA(a, x) by a and g * x^(a - 1) * exp(-x) / gamma(a)
// by x, summed over what an input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's Igamma.
Output Igamma(Input a, Input x);

// The regularised upper incomplete gamma function 1 - Igamma(a, x), for each
// element. The inputs broadcast.
//   a, x  floating, one dtype   ->   their broadcast shape
// Gradient: minus that of Igamma.
// Errors: shapes that do not broadcast. Equals TensorFlow's Igammac.
Output Igammac(Input a, Input x);

// The derivative of Igamma(a, x) by a, for each element. The inputs broadcast.
//   a, x  float or double   ->   their broadcast shape
// Not differentiable: no op gives its derivatives.
// Errors: shapes that do not broadcast. Equals TensorFlow's IgammaGradA.
Output IgammaGradA(Input a, Input x);

}  // namespace thalweg
