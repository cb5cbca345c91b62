// GraphState: what the copies of a Graph share. Internal to graph/.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

// What scoped guards set.
struct GraphScope {
  std::string name;  // "" or "layer1/".
  std::string device;
  std::vector<Node*> control_inputs;
  Node* colocation = nullptr;
};

struct GraphState {
  std::vector<std::unique_ptr<Node>> nodes;
  int num_live = 0;
  // Keys are views of the nodes' own names.
  absl::flat_hash_map<absl::string_view, Node*> by_name;
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
