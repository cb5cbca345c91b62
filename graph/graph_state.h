// GraphState: what the copies of a Graph share. Internal to graph/.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "thalweg/graph/graph.h"
#include "thalweg/graph/node_signature.h"

namespace thalweg {

// What scoped guards set.
struct GraphScope {
  std::string name;  // "" or "layer1/".
  std::string device;
  std::vector<Node*> control_inputs;
  Node* colocation = nullptr;
};

// A set of nodes in which they are found by their names.
struct NodeName {
  NodeName(absl::string_view text) : text(text) {}
  NodeName(const std::string& text) : text(text) {}
  NodeName(const Node* node) : text(node->name()) {}
  absl::string_view text;
};
struct HashNodeName {
  using is_transparent = void;
  size_t operator()(NodeName name) const { return absl::HashOf(name.text); }
};
struct SameNodeName {
  using is_transparent = void;
  bool operator()(NodeName a, NodeName b) const { return a.text == b.text; }
};
using NodesByName = absl::flat_hash_set<Node*, HashNodeName, SameNodeName>;

struct GraphState {
  // The last node of an op: the next is mostly like it.
  struct OpUse {
    std::weak_ptr<const Node::Settings> settings;
    NodeSignature signature;

    // The settings of a node made of `spec`, whose attributes are complete;
    // shared with the last one where equal. Takes them out of `spec`. Errors
    // are those of ResolveSignature.
    absl::StatusOr<std::shared_ptr<const Node::Settings>> Next(NodeSpec& spec);
  };

  std::vector<std::unique_ptr<Node>> nodes;
  int num_live = 0;
  NodesByName by_name;
  absl::flat_hash_map<const OpSchema*, OpUse> last_uses;
  // Names of scopes: taken, though no node has them.
  absl::flat_hash_set<std::string> scope_names;
  absl::flat_hash_map<std::string, int> next_suffix;
  GraphScope scope;
  std::vector<VariableInfo> variables;
  GraphVersions versions;
  std::shared_ptr<const FunctionDefLibrary> library;
  absl::Status status;
  uint64_t version = 0;

  bool IsTaken(absl::string_view name) const {
    return by_name.contains(name) || scope_names.contains(name);
  }
};

}  // namespace thalweg
