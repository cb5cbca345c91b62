// Gradients of ops whose inputs broadcast against each other.
#pragma once

#include "thalweg/ops/gradient_context.h"

namespace thalweg {

// `gradient`, which has the shape that `operand` and `other` broadcast to,
// summed over what `operand` was repeated along: it gets operand's shape. What
// the static shapes prove to be unnecessary is left out.
Output SumToShapeOf(const Output& operand, const Output& other,
                    const Output& gradient);

// Sets the gradients of inputs 0 and 1 from gradients of the output's shape;
// an invalid Output leaves its input without one.
void SetBroadcastGradients(GradientContext& context, const Output& x_gradient,
                           const Output& y_gradient);

}  // namespace thalweg
