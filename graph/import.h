// ImportGraphDef: adds the nodes of a GraphDef to a graph.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/output.h"

namespace thalweg {

class GraphDef;  // proto/graph.proto

struct ImportOptions {
  // "tower" names the new nodes "tower/..."; references to them follow.
  std::string prefix = {};
  // Inputs that go to these tensors of the graph instead of where the
  // GraphDef says: by name in the GraphDef ("x", "x:1"; "^x" replaces a control
  // input by the output's operation). A name need not exist there.
  std::vector<std::pair<std::string, Output>> input_map = {};
  // New nodes run after these: those without new inputs get a control edge.
  std::vector<Operation> control_dependencies = {};
  // For nodes that ask for none.
  std::string default_device = {};
  // What to look up after the import, by name in the GraphDef.
  std::vector<std::string> return_outputs = {};
  std::vector<std::string> return_operations = {};
  // Inputs may also name nodes that the graph has already.
  bool may_use_existing_nodes = false;
  // Merge the attribute "_output_shapes" into inferred shapes and refuse what
  // contradicts them. It is dropped either way.
  bool validate_shapes = true;
};

struct ImportResult {
  // As asked for; a tensor of the input map gives what it is mapped to.
  std::vector<Output> outputs;
  std::vector<Operation> operations;
  // Names of the input map that nothing refers to.
  std::vector<std::string> unused_inputs;
};

// Nodes may come in any order and form loops from kNextIteration to kMerge.
// Absent attributes get their defaults; attributes that the op does not know
// are kept. The function library and the versions are merged into the graph's.
// The graph's scopes do not apply.
//
// On error the graph has the nodes it had. Errors name the node and are
// TensorFlow's: NOT_FOUND for an unknown op, UNIMPLEMENTED for one that is a
// function of the library or was removed, RESOURCE_EXHAUSTED for constants
// that claim too much memory, else INVALID_ARGUMENT.
absl::StatusOr<ImportResult> ImportGraphDef(const GraphDef& def,
                                            const ImportOptions& options,
                                            Graph& graph);

}  // namespace thalweg
