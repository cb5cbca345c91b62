// ToGraphDef: a graph as a message.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

class GraphDef;  // proto/graph.proto

// All nodes in order of creation, with all attributes, those that equal their
// defaults too; the function library and the versions. The graph's error when
// it has one; UNIMPLEMENTED for constants with variant elements.
absl::Status ToGraphDef(const Graph& graph, GraphDef& def);

// The inputs of a node as its NodeDef has them: "a", "split:1", "^init".
// REQUIRES: none is a loop's back edge that is not closed yet.
std::vector<std::string> InputNames(const Node& node);

}  // namespace thalweg
