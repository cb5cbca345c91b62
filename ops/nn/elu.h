// Elu, Selu and their gradients: exponential linear units.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x where x >= 0, else exp(x) - 1, for each element.
//   features  any shape, floating   ->   the same
// Gradient: EluGrad(g, y), where y is the result. Equals TensorFlow's Elu.
Output Elu(Input features);

// The gradient of Elu: g where y >= 0, else g * (y + 1).
//   gradients  any shape, floating
//   outputs    y, Elu's result, like gradients   ->   the same
// Gradient: EluGrad(g, outputs) by gradients; g * gradients by outputs where
// they are below 0. Errors: inputs of unequal shape.
// Equals TensorFlow's EluGrad.
Output EluGrad(Input gradients, Input outputs);

// 1.0507 * x where x >= 0, else 1.7581 * (exp(x) - 1), for each element: keeps
// the mean 0 and the variance 1 of what goes through many layers.
//   features  any shape, floating   ->   the same
// Gradient: SeluGrad(g, y), where y is the result. Equals TensorFlow's Selu.
Output Selu(Input features);

// The gradient of Selu: 1.0507 * g where y >= 0, else g * (y + 1.7581).
//   gradients  any shape, floating
//   outputs    y, Selu's result, like gradients   ->   the same
// Gradient: SeluGrad(g, outputs) by gradients; g * gradients by outputs where
// they are below 0. Errors: inputs of unequal shape.
// Equals TensorFlow's SeluGrad.
Output SeluGrad(Input gradients, Input outputs);

}  // namespace thalweg
