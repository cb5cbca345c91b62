// Colocation: which nodes of a graph must share a device.
#pragma once

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

// The nodes of a graph cut into groups, each of which goes to one device.
struct Colocation {
  // By node id; -1 for ids without a node.
  std::vector<int> group_of;
  int num_groups = 0;
  // By group, for those of which a step has only a part: all members in the
  // whole graph, then those that only the step has.
  absl::flat_hash_map<int, std::vector<const Node*>> extended;
};

// Groups are joined by `_class` loc:@name (also when the node of that name is
// not in the graph), by inputs that take a reference or a resource, and by
// reads of references. Feeds and fetches join nothing: they are the caller's.
//
// `graph` may be a step's part of a `whole` graph, whose nodes have the same
// names: then what the whole graph joins is one group in every step, through
// whatever nodes the step lacks.
Colocation FindColocation(const Graph& graph, const Graph* whole = nullptr);

}  // namespace thalweg
