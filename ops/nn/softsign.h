// Softsign, SoftsignGrad: a smooth step from -1 to 1.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x / (1 + |x|), for each element.
//   features  any shape, floating   ->   the same
// Gradient: SoftsignGrad(g, features). Equals TensorFlow's Softsign.
Output Softsign(Input features);

// The gradient of Softsign: g / (1 + |x|)^2.
//   gradients  any shape, floating
//   features   x, like gradients   ->   the same
// Gradient: SoftsignGrad(g, features) by gradients;
// -2 * sign(x) * g * gradients / (1 + |x|)^3 by features.
// Errors: inputs of unequal shape. Equals TensorFlow's SoftsignGrad.
Output SoftsignGrad(Input gradients, Input features);

}  // namespace thalweg
