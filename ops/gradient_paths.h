// GradientPaths: which nodes of a graph lie between some outputs and what they
// are differentiated by.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

// Paths follow data edges that can carry a derivative (floating, complex; the
// handle of a variable for its value) through ops that pass it on.
class GradientPaths {
 public:
  GradientPaths(const Graph& graph, std::vector<Edge> ys,
                const std::vector<Edge>& xs);

  // The nodes with an output that is needed, each after all its consumers
  // among them.
  const std::vector<Node*>& nodes() const { return nodes_; }
  // True when an x is this output, or on the way further back from it.
  bool Needs(const Edge& edge) const {
    return IsX(edge) || ReachesX(edge.node);
  }
  bool IsX(const Edge& edge) const { return xs_.contains(edge); }
  // True when an x is on the way back from the node's inputs.
  bool ReachesX(const Node* node) const { return reaches_x_[node->id()]; }

  // "loss <- Mean <- x": names on a path from a y to an x through `node`, which
  // reaches an x.
  std::string PathThrough(const Node* node) const;

 private:
  std::vector<Node*> TopologicalOrder(int num_ids) const;
  std::vector<const Node*> PathFromY(const Node* node) const;

  std::vector<Edge> ys_;
  absl::flat_hash_set<Edge> xs_;
  std::vector<Node*> nodes_;
  std::vector<bool> reaches_x_;
};

}  // namespace thalweg
