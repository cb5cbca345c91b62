// Orders and reachability that importers, gradients and passes share. None
// recurses: a chain of a million nodes is fine.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

// True for an edge that closes a loop: from a kNextIteration to a kMerge.
bool IsBackEdge(const Node& producer, const Node& consumer);

// All nodes, each after its data and control inputs; among those that could
// come next, the one with the smallest id. Back edges do not count.
// INVALID_ARGUMENT "2 nodes in a cycle: a -> b -> a".
absl::StatusOr<std::vector<Node*>> TopologicalOrder(const Graph& graph);

// By node id: true for the roots and what they depend on, over data and
// control edges.
std::vector<bool> ReachableBackward(const Graph& graph,
                                    absl::Span<Node* const> roots);
// By node id: true for the roots and what depends on them.
std::vector<bool> ReachableForward(const Graph& graph,
                                   absl::Span<Node* const> roots);

}  // namespace thalweg
