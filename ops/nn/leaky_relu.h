// LeakyRelu, LeakyReluGrad: the rectifier that lets a part of negative numbers
// pass.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct LeakyReluAttrs {
  // What negative numbers are multiplied by.
  float alpha = 0.2f;
  void Fields(AttrFields& fields) { fields("alpha", alpha); }
};

// x where x > 0, else alpha * x, for each element.
//   features  any shape, floating   ->   the same
// Gradient: LeakyReluGrad(g, features). Equals TensorFlow's LeakyRelu.
Output LeakyRelu(Input features, LeakyReluAttrs attrs = {});

// The gradient of LeakyRelu: g where x > 0, else alpha * g.
//   gradients  any shape, floating
//   features   like gradients   ->   the same
// Gradient: LeakyReluGrad(g, features) by gradients, zero by features.
// Errors: inputs of unequal shape. Equals TensorFlow's LeakyReluGrad.
Output LeakyReluGrad(Input gradients, Input features,
                     LeakyReluAttrs attrs = {});

}  // namespace thalweg
