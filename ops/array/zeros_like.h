// ZerosLike, OnesLike: constants of another tensor's shape.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

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

}  // namespace thalweg
