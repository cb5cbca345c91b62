// LRN: local response normalisation over neighbouring channels.
#pragma once

#include <cstdint>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct LrnAttrs {
  // How many channels on either side of one belong to its sum.
  int64_t depth_radius = 5;
  float bias = 1.0f;
  float alpha = 1.0f;
  float beta = 0.5f;
  void Fields(AttrFields& fields) {
    fields("depth_radius", depth_radius)("bias", bias);
    fields("alpha", alpha)("beta", beta);
  }
};

// x / (bias + alpha * sum(x^2 of the channels around))^beta, for each cell.
//   input  [batch, height, width, channels]: half, bfloat16 or float
//     ->   the same shape
// Gradient: LRNGrad. Errors: a rank other than 4, a negative depth_radius.
// Equals TensorFlow's LRN.
Output LRN(Input input, LrnAttrs attrs = {});

// The gradient of LRN. With n = bias + alpha * sum(x^2 around):
//   g * n^-beta - 2 * alpha * beta * x * sum(g * y / n of the channels around)
//   input_grads   g: the gradient by LRN's result
//   input_image   x: LRN's input
//   output_image  y: LRN's result
//     ->          the gradient by x; all of one shape
// Gradient: none, as in TensorFlow. Errors: as LRN's, shapes that disagree.
// Equals TensorFlow's LRNGrad.
Output LRNGrad(Input input_grads, Input input_image, Input output_image,
               LrnAttrs attrs = {});

}  // namespace thalweg
