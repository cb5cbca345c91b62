// Tanh, TanhGrad: the hyperbolic tangent.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The hyperbolic tangent of x, for each element.
//   x  any shape; floating or complex   ->   the same
// Gradient: TanhGrad(conj(y), g), where y is the result.
// Equals TensorFlow's Tanh.
Output Tanh(Input x);

// The gradient of Tanh: dy * (1 - y * y).
//   y   any shape; floating or complex: a hyperbolic tangent
//   dy  like y   ->   like y
// Gradient: -2 * g * conj(dy) * conj(y) by y, TanhGrad(conj(y), g) by dy.
// Errors: inputs of unequal shape. Equals TensorFlow's TanhGrad.
Output TanhGrad(Input y, Input dy);

}  // namespace thalweg
