// ToGraphDef: a graph as a message.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

class GraphDef;  // proto/graph.proto

// All nodes in order of creation, with all attributes, those that equal their
// defaults too; the function library and the versions. The graph's error when
// it has one; UNIMPLEMENTED for constants with variant elements.
absl::Status ToGraphDef(const Graph& graph, GraphDef& def);

}  // namespace thalweg
