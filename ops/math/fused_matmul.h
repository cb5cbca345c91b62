// FusedMatMul: a matrix product, its bias and its activation at once.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct FusedMatMulAttrs {
  bool transpose_a = false;
  bool transpose_b = false;
  // "BiasAdd", then possibly the op of an activation: "Relu", "Relu6", "Elu",
  // "LeakyRelu", "Tanh", "Sigmoid".
  std::vector<std::string> fused_ops = {};
  float epsilon = 0.0001f;
  float leakyrelu_alpha = 0.2f;
  void Fields(AttrFields& fields) {
    fields("transpose_a", transpose_a)("transpose_b", transpose_b)(
        "fused_ops", fused_ops)("epsilon", epsilon)("leakyrelu_alpha",
                                                    leakyrelu_alpha);
  }
};

// activation(a b + bias): what the step compiler makes of MatMul, BiasAdd and
// an activation. The result has the bits of the three ops one by one.
//   a, b  as MatMul's: half, bfloat16 or float
//   args  one tensor, the bias [n] of the same dtype
//    ->   [m, n]
// Not differentiable: it is made of a graph that is differentiated already.
// Errors: as MatMul's and BiasAdd's; fused_ops that no kernel knows.
// Equals TensorFlow's _FusedMatMul.
Output FusedMatMul(Input a, Input b, InputList args,
                   FusedMatMulAttrs attrs = {});

}  // namespace thalweg
