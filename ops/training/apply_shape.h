// The shape function of ops that update a variable with a gradient.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {

// Inputs [0, variables) are references to or handles of variables, `gradient`
// is the gradient's input, all others are scalars. All variables and the
// gradient have one shape and dtype; a reference output has that shape.
// INVALID_ARGUMENT "var and delta do not have the same shape[2] [3]".
absl::Status ApplyShape(ShapeContext& context, int variables, int gradient);

template <int variables, int gradient>
absl::Status ApplyShape(ShapeContext& context) {
  return ApplyShape(context, variables, gradient);
}

}  // namespace thalweg
