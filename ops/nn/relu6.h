// Relu6, Relu6Grad: the rectifier with a ceiling.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x held between 0 and 6, for each element; NaN stays NaN.
//   features  any shape; real numbers   ->   the same
// Gradient: Relu6Grad(g, y), where y is the result. Equals TensorFlow's Relu6.
Output Relu6(Input features);

// The gradient of Relu6: g where 0 < x < 6, else 0.
//   gradients  any shape; real numbers
//   features   like gradients: Relu6's input or its result   ->   the same
// Gradient: Relu6Grad(g, features) by gradients, zero by features.
// Errors: inputs of unequal shape. Equals TensorFlow's Relu6Grad.
Output Relu6Grad(Input gradients, Input features);

}  // namespace thalweg
