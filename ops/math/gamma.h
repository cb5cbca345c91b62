// Lgamma, Digamma, Polygamma, Zeta: the gamma function and what comes from it.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// log(|gamma(x)|), for each element: inf at 0 and the negative integers.
//   x  any shape; floating   ->   the same
// Gradient: g * digamma(x). Equals TensorFlow's Lgamma.
Output Lgamma(Input x);

// The derivative of log(|gamma(x)|), for each element: NaN at 0 and the
// negative integers.
//   x  any shape; floating   ->   the same
// Gradient: g * polygamma(1, x). Equals TensorFlow's Digamma.
Output Digamma(Input x);

// The a-th derivative of digamma at x, for each element: digamma itself for 0,
// NaN where a is negative or no integer. The inputs broadcast.
//   a, x  float or double   ->   their broadcast shape
// Gradient: g * polygamma(a + 1, x) by x, summed over what x was repeated
// along; none by a.
// Errors: shapes that do not broadcast. Equals TensorFlow's Polygamma.
Output Polygamma(Input a, Input x);

// The Hurwitz zeta function, the sum of (q + k)^-x over k = 0, 1, 2, ..., for
// each element: inf where x is 1, NaN where it is smaller; where q is negative,
// only whole x have a value. The inputs broadcast.
//   x, q  float or double   ->   their broadcast shape
// Gradient: -g * x * zeta(x + 1, q) by q, summed over what q was repeated
// along; none by x.
// Errors: shapes that do not broadcast. Equals TensorFlow's Zeta.
Output Zeta(Input x, Input q);

}  // namespace thalweg
