#include "thalweg/runtime/passes/partition.h"

#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"
#include "thalweg/ops/control/feed_fetch.h"
#include "thalweg/runtime/passes/host_arguments.h"

namespace thalweg {
namespace {

class Partitioner {
 public:
  Partitioner(Device* host, StepGraph& step) : host_(host), step_(step) {}

  absl::StatusOr<int> Run() {
    const int num_ids = step_.graph.num_node_ids();
    host_inputs_.resize(num_ids);
    for (int id = 0; id < num_ids; ++id) {
      Node* node = step_.graph.nodes()[id].get();
      if (node != nullptr) FindHostMemory(*node);
    }
    for (int id = 0; id < num_ids; ++id) {
      Node* node = step_.graph.nodes()[id].get();
      if (node != nullptr) RETURN_IF_ERROR(CutInputs(node));
    }
    return static_cast<int>(copies_.size());
  }

 private:
  void FindHostMemory(Node& node) {
    const Device* device = step_.device_of[node.id()];
    if (device->host_memory()) return;
    HostArguments arguments = FindHostArguments(node, device->type());
    for (int i = 0; i < node.num_outputs(); ++i) {
      if (arguments.outputs[i]) step_.memory_of[node.output(i)] = host_;
    }
    host_inputs_[node.id()] = std::move(arguments.inputs);
  }

  // True when the node can read its input i where it is made.
  bool IsInReach(const Node& node, int i) const {
    const Device* memory = step_.MemoryOf(node.input(i));
    const std::vector<bool>& host = host_inputs_[node.id()];
    if (!host.empty() && host[i]) return memory->host_memory();
    return memory == step_.device_of[node.id()] ||
           !IsPlain(node.input(i).dtype());
  }

  absl::Status CutInputs(Node* node) {
    const std::vector<bool>& host = host_inputs_[node->id()];
    for (int i = 0; i < node->num_inputs(); ++i) {
      if (IsInReach(*node, i)) continue;
      Device* const target =
          !host.empty() && host[i] ? host_ : step_.device_of[node->id()];
      ASSIGN_OR_RETURN(const Edge copy, CopyTo(node->input(i), target));
      step_.graph.SetInput(node, i, copy);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Edge> CopyTo(Edge edge, Device* target) {
    const Device* source = step_.MemoryOf(edge);
    if (!source->host_memory() && !target->host_memory() &&
        source->type() != target->type()) {
      ASSIGN_OR_RETURN(edge, CopyTo(edge, host_));
    }
    Edge& copy = copies_[{edge, target}];
    if (copy) return copy;
    ASSIGN_OR_RETURN(
        Node * node,
        AddCopyNode(step_.graph, edge,
                    step_.graph.UniqueName(absl::StrCat(
                        "_copy_", edge.node->name(), "_", edge.index))));
    step_.device_of.resize(step_.graph.num_node_ids());
    step_.device_of[node->id()] = target;
    copy = node->output(0);
    return copy;
  }

  Device* const host_;
  StepGraph& step_;
  // By node id; empty for nodes whose device has host memory.
  std::vector<std::vector<bool>> host_inputs_;
  absl::flat_hash_map<std::pair<Edge, Device*>, Edge> copies_;
};

}  // namespace

absl::StatusOr<int> Partition(const CompileEnvironment& environment,
                              StepGraph& step) {
  return Partitioner(environment.devices[0], step).Run();
}

}  // namespace thalweg
