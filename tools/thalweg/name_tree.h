// MakeNameTree: the name scopes of a graph, none with very many parts.
#pragma once

#include <bitset>
#include <vector>

#include "absl/types/span.h"
#include "thalweg/runtime/explanation.h"

namespace thalweg::command {

inline constexpr int kMostKinds = 16;

// A scope, a part of one, or a node.
struct NamePart {
  int parent = -1;
  std::vector<int> parts = {};
  int node = -1;         // >= 0: a node of the graph.
  size_t name_size = 0;  // So much of the nodes' names is common.
  bool is_run = false;   // A stretch of its parent's parts.
  int first = 0;         // The first and last of its nodes.
  int last = 0;
  int size = 0;
  std::bitset<kMostKinds> kinds = {};
};

// The tree of the nodes that are their own hosts (host[i] == i); [0] holds all.
// Scopes of many parts are divided where their names say so (conv2_block1,
// ...), then along the order of the graph. Negative `kinds` count as 0.
std::vector<NamePart> MakeNameTree(const ExplainedGraph& graph,
                                   absl::Span<const int> kinds,
                                   absl::Span<const int> host);

}  // namespace thalweg::command
