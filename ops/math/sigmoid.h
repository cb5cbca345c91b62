// Sigmoid, SigmoidGrad: the logistic function.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// 1 / (1 + exp(-x)), for each element.
//   x  any shape; floating or complex   ->   the same
// Gradient: SigmoidGrad(conj(y), g), where y is the result.
// Equals TensorFlow's Sigmoid.
Output Sigmoid(Input x);

// The gradient of Sigmoid: dy * y * (1 - y).
//   y   any shape; floating or complex: a sigmoid
//   dy  like y   ->   like y
// Gradient: g * conj(dy) * (1 - 2 * conj(y)) by y, SigmoidGrad(conj(y), g) by
// dy.
// Errors: inputs of unequal shape. Equals TensorFlow's SigmoidGrad.
Output SigmoidGrad(Input y, Input dy);

}  // namespace thalweg
