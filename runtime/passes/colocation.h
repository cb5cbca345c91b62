// Colocation: which nodes of a graph must share a device.
#pragma once

#include <vector>

#include "thalweg/graph/graph.h"

namespace thalweg {

// The nodes of a graph cut into groups, each of which goes to one device.
struct Colocation {
  // By node id; -1 for ids without a node.
  std::vector<int> group_of;
  int num_groups = 0;
};

// Groups are joined by `_class` loc:@name (also when the node of that name is
// not in the graph), by inputs that take a reference or a resource, and by
// reads of references. Feeds and fetches join nothing: they are the caller's.
Colocation FindColocation(const Graph& graph);

}  // namespace thalweg
