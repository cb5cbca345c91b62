// Reciprocal, Inv and their gradients.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// 1 / x, for each element.
//   x  any shape; floating or complex   ->   the same
// Gradient: ReciprocalGrad(y, g), where y is the result.
// Equals TensorFlow's Reciprocal.
Output Reciprocal(Input x);

// The old name of Reciprocal: 1 / x, for each element.
//   x  any shape; floating or complex   ->   the same
// Gradient: ReciprocalGrad(y, g), where y is the result.
// Equals TensorFlow's Inv.
Output Inv(Input x);

// The gradient of Reciprocal: -dy * conj(y)^2.
//   y   any shape; floating or complex: a reciprocal
//   dy  like y   ->   like y
// Gradient: -2 * conj(g) * dy * conj(y) by y, ReciprocalGrad(conj(y), g) by dy.
// Errors: inputs of unequal shape. Equals TensorFlow's ReciprocalGrad.
Output ReciprocalGrad(Input y, Input dy);

// The old name of ReciprocalGrad: -dy * conj(y)^2.
//   y   any shape; floating or complex: a reciprocal
//   dy  like y   ->   like y
// Gradient: that of ReciprocalGrad.
// Errors: inputs of unequal shape. Equals TensorFlow's InvGrad.
Output InvGrad(Input y, Input dy);

}  // namespace thalweg
