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

// The same for an update of the rows that `indices`, an input, names: the
// gradient has a row for each of them, the indices are a vector.
absl::Status SparseApplyShape(ShapeContext& context, int variables,
                              int gradient, int indices);

template <int variables, int gradient, int indices>
absl::Status SparseApplyShape(ShapeContext& context) {
  return SparseApplyShape(context, variables, gradient, indices);
}

// OK when the rows of a gradient of these shapes may update a variable.
// Shapes may be partial. INVALID_ARGUMENT "grad must be the same size as
// indices in the first dimension."
absl::Status CheckSparseApply(const Shape& variable, const Shape& gradient,
                              const Shape& indices);

}  // namespace thalweg
