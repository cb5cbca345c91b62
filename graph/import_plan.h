// ImportPlan: a GraphDef checked as a graph, before any node is made of it:
// names, ops, where inputs come from, and an order. Internal to the importer.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "thalweg/graph/import.h"
#include "thalweg/graph/op_schema.h"

namespace thalweg {

// Where an input comes from: a node of the GraphDef or of the graph.
struct ImportSource {
  int index = -1;            // In the GraphDef.
  Node* existing = nullptr;  // Where index is -1.
  int output = 0;            // TensorName::kControl for a control input.
  bool is_back_edge = false;
};

struct ImportPlan {
  std::string prefix;  // "" or "tower/".
  // By index in the GraphDef.
  std::vector<const OpSchema*> ops;
  std::vector<int> first_source;  // And one more, the number of sources.
  std::vector<ImportSource> sources;
  // Indices, each after those of its inputs.
  std::vector<int> order;
  absl::flat_hash_map<absl::string_view, int> index_by_name;
  std::vector<std::string> unused_inputs;

  absl::Span<const ImportSource> sources_of(int index) const {
    return absl::MakeConstSpan(sources).subspan(
        first_source[index], first_source[index + 1] - first_source[index]);
  }
};

// Refers to the names in `def`. Errors are those of ImportGraphDef.
absl::StatusOr<ImportPlan> PlanImport(const GraphDef& def,
                                      const ImportOptions& options,
                                      const Graph& graph);

}  // namespace thalweg
