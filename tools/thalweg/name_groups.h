// GroupByName: so many nodes as boxes that they can be looked at.
#pragma once

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "thalweg/runtime/explanation.h"

namespace thalweg::command {

// By node: true for constants, variables, and nodes that only read one.
std::vector<bool> FindSources(const ExplainedGraph& graph);

// Nodes that are drawn as one box.
struct NodeGroup {
  // A node's name; of several what their names have in common ("layer1/"), or
  // the first and the last.
  std::string title;
  int kind = 0;
  // In the graph's order; never empty.
  std::vector<int> nodes;
  // Sources that are drawn with the first of `nodes` that takes their value.
  // Others may read them too.
  std::vector<int> sources;
};

// For the kinds of nodes whose box may be of any kind, or of any but one.
inline constexpr int kAnyKind = -1;
constexpr int AnyKindBut(int kind) { return -2 - kind; }

// At most `most` groups of nodes of one kind each (`kinds`, one for each node,
// 0 to 15 or one of the above), ordered by what they need of each other. Name
// scopes are opened, the largest first, as long as the groups are not too
// many; scopes of many parts are divided where their names say so
// (conv2_block1, ...), or along the order of the graph. REQUIRES: most >= 64.
std::vector<NodeGroup> GroupByName(const ExplainedGraph& graph,
                                   absl::Span<const int> kinds, int most);

}  // namespace thalweg::command
