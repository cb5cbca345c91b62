// Softplus, SoftplusGrad: a smooth rectifier.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// log(1 + exp(x)), for each element, without overflow.
//   features  any shape, floating   ->   the same
// Gradient: SoftplusGrad(g, features). Equals TensorFlow's Softplus.
Output Softplus(Input features);

// The gradient of Softplus: g / (1 + exp(-x)).
//   gradients  any shape, floating
//   features   x, like gradients   ->   the same
// Gradient: SoftplusGrad(g, features) by gradients;
// g * gradients / (exp(-x) + 2 + exp(x)) by features.
// Errors: inputs of unequal shape. Equals TensorFlow's SoftplusGrad.
Output SoftplusGrad(Input gradients, Input features);

}  // namespace thalweg
