// Gradients: adds the symbolic derivative of a graph to the graph.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {

// d(sum of ys) / dx for each x, as TensorFlow's tf.gradients.
//   ys, xs   floating or complex outputs of one graph
//   grad_ys  what d/dy starts from, one for each y with its shape; ones when
//            empty (an invalid Output in the list: ones for that y)
// An x on which no y depends gets an absent value. Differentiating the result
// again gives higher orders.
// INVALID_ARGUMENT naming op and path when an op on the way from a y to an x
// has no gradient; the graph's status when it has an error.
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
