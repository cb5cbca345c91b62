// Sqrt, Rsqrt and their gradients.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The square root of x, for each element: NaN below 0; the principal value for
// complex numbers.
//   x  any shape; floating or complex   ->   the same
// Gradient: SqrtGrad(y, g), where y is the result. Equals TensorFlow's Sqrt.
Output Sqrt(Input x);

// The gradient of Sqrt: dy / (2 * conj(y)), and 0 where dy is 0.
//   y   any shape; floating or complex: a square root
//   dy  like y   ->   like y
// Gradient: with d = g / y, -conj(d) * result by y and d / 2 by dy.
// Errors: inputs of unequal shape. Equals TensorFlow's SqrtGrad.
Output SqrtGrad(Input y, Input dy);

// 1 / sqrt(x), for each element: inf at 0, NaN below.
//   x  any shape; floating or complex   ->   the same
// Gradient: RsqrtGrad(y, g), where y is the result. Equals TensorFlow's Rsqrt.
Output Rsqrt(Input x);

// The gradient of Rsqrt: -dy * conj(y)^3 / 2.
//   y   any shape; floating or complex: a reciprocal square root
//   dy  like y   ->   like y
// Gradient: -1.5 * conj(g) * dy * conj(y)^2 by y, RsqrtGrad(conj(y), g) by dy.
// Errors: inputs of unequal shape. Equals TensorFlow's RsqrtGrad.
Output RsqrtGrad(Input y, Input dy);

}  // namespace thalweg
