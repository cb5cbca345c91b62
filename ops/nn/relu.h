// Relu, ReluGrad: the rectifier.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// max(x, 0), for each element; NaN stays NaN.
//   features  any shape; real numbers   ->   the same
// Gradient: ReluGrad(g, y), where y is the result. Equals TensorFlow's Relu.
Output Relu(Input features);

// The gradient of Relu: g where x > 0, else 0.
//   gradients  any shape; real numbers
//   features   like gradients: Relu's input or its result   ->   the same
// Gradient: ReluGrad(g, features) by gradients, zero by features.
// Errors: inputs of unequal shape. Equals TensorFlow's ReluGrad.
Output ReluGrad(Input gradients, Input features);

}  // namespace thalweg
