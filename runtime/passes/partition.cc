#include "thalweg/runtime/passes/partition.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"
#include "thalweg/ops/control/feed_fetch.h"

namespace thalweg {

absl::StatusOr<int> Partition(StepGraph& step) {
  absl::flat_hash_map<std::pair<Edge, Device*>, Edge> copies;
  const int num_ids = step.graph.num_node_ids();
  for (int id = 0; id < num_ids; ++id) {
    Node* node = step.graph.nodes()[id].get();
    if (node == nullptr) continue;
    Device* device = step.device_of[id];
    for (int i = 0; i < node->num_inputs(); ++i) {
      const Edge edge = node->input(i);
      if (step.device_of[edge.node->id()] == device || !IsPlain(edge.dtype())) {
        continue;
      }
      Edge& copy = copies[{edge, device}];
      if (!copy) {
        ASSIGN_OR_RETURN(
            Node * added,
            AddCopyNode(step.graph, edge,
                        step.graph.UniqueName(absl::StrCat(
                            "_copy_", edge.node->name(), "_", edge.index))));
        step.device_of.resize(step.graph.num_node_ids());
        step.device_of[added->id()] = device;
        copy = added->output(0);
      }
      step.graph.SetInput(node, i, copy);
    }
  }
  return static_cast<int>(copies.size());
}

}  // namespace thalweg
