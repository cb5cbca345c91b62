// Cross: cross products of vectors in space.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// The cross products of the vectors that lie in the last dimension of a and b.
//   a  [..., 3], real numbers
//   b  like a   ->   like a
// Gradient: Cross(b, g) and Cross(g, a).
// Errors: inputs of unequal shape, a scalar, a last dimension other than 3.
// Equals TensorFlow's Cross.
Output Cross(Input a, Input b);

// The shape of the products. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> CrossShape(const Shape& a, const Shape& b);

}  // namespace thalweg
