// Orders and reachability that importers, gradients and passes share. None
// recurses: a chain of a million nodes is fine.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

// All nodes, each after its data and control inputs; among those that could
// come next, the one with the smallest id. Edges from kNextIteration to kMerge
// close loops and do not count. INVALID_ARGUMENT "2 nodes in a cycle: a, b".
absl::StatusOr<std::vector<Node*>> TopologicalOrder(const Graph& graph);

// By node id: true for the roots and what they depend on, over data and
// control edges.
std::vector<bool> ReachableBackward(const Graph& graph,
                                    absl::Span<Node* const> roots);

}  // namespace thalweg
