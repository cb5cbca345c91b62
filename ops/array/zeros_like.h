// ZerosLike, OnesLike: constants of another tensor's shape.
#pragma once

#include <vector>

#include "thalweg/graph/input.h"

namespace thalweg {

class GradientContext;

// Zeros (false, "") in the shape of x.
//   x  any shape and dtype but resource   ->   the same
// Not differentiable: it does not depend on the elements of x.
// Equals TensorFlow's ZerosLike.
Output ZerosLike(Input x);

// Ones (true) in the shape of x.
//   x  any shape, a number or bool   ->   the same
// Not differentiable: it does not depend on the elements of x.
// Equals TensorFlow's OnesLike.
Output OnesLike(Input x);

// For gradients: those of all outputs, zeros where nothing depends on one.
std::vector<Output> UpstreamsOrZeros(const GradientContext& context);

}  // namespace thalweg
