// Gradients: adds the symbolic derivative of a graph to the graph.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {

// d(sum of ys) / dx for each x, as TensorFlow's tf.gradients.
//   ys       floating or complex outputs of one graph
//   xs       outputs of that graph; a variable's reference or handle stands for
//            every read of it
//   grad_ys  what d/dy starts from, one for each y with its dtype and shape;
//            ones when empty (an invalid Output in the list: ones for that y),
//            which complex ys may not leave out
// An x on which no y depends by a differentiable path gets an absent value.
// Differentiating the result again gives higher orders.
// NOT_FOUND naming op and path when an op on the way from a y to an x has no
// gradient and is not declared to have none; the graph's status when it has an
// error.
absl::StatusOr<std::vector<GradientValue>> SymbolicGradients(
    const std::vector<Output>& ys, const std::vector<Output>& xs,
    const std::vector<Output>& grad_ys = {});

// The same as dense tensors. INVALID_ARGUMENT "Cannot compute the partial
// derivative for node 'x' as it's unreachable from the output node(s)." when a
// y does not depend on an x.
absl::StatusOr<std::vector<Output>> Gradients(
    const std::vector<Output>& ys, const std::vector<Output>& xs,
    const std::vector<Output>& grad_ys = {});

}  // namespace thalweg
