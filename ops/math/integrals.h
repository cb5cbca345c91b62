// Dawsn, Expint, FresnelCos, FresnelSin, Spence: integrals of elementary
// functions.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// Dawson's integral: exp(-x^2) times the integral of exp(t^2) from 0 to x, for
// each element.
//   x  any shape; floating   ->   the same
// Gradient: g * (1 - 2 * x * y), where y is the result.
// Equals TensorFlow's Dawsn.
Output Dawsn(Input x);

// The exponential integral: the principal value of the integral of exp(t) / t
// from -inf to x, for each element; -inf at 0, NaN below.
//   x  any shape; floating   ->   the same
// Gradient: g * exp(x) / x. Equals TensorFlow's Expint.
Output Expint(Input x);

// The integral of cos(pi * t^2 / 2) from 0 to x, for each element.
//   x  any shape; floating   ->   the same
// Gradient: g * cos(pi * x^2 / 2). Equals TensorFlow's FresnelCos.
Output FresnelCos(Input x);

// The integral of sin(pi * t^2 / 2) from 0 to x, for each element.
//   x  any shape; floating   ->   the same
// Gradient: g * sin(pi * x^2 / 2). Equals TensorFlow's FresnelSin.
Output FresnelSin(Input x);

// Spence's integral, the dilogarithm of 1 - x: minus the integral of
// log(t) / (t - 1) from 1 to x, for each element; NaN below 0.
//   x  any shape; floating   ->   the same
// Gradient: g * log(x) / (1 - x); -g where x is 1. Equals TensorFlow's Spence.
Output Spence(Input x);

}  // namespace thalweg
