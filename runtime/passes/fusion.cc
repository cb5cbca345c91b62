#include "thalweg/runtime/passes/fusion.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/kernel_registry.h"

namespace thalweg {

bool MayJoin(const StepGraph& step, absl::Span<Node* const> nodes) {
  Device* device = step.device_of[nodes[0]->id()];
  for (size_t i = 0; i < nodes.size(); ++i) {
    const Node* node = nodes[i];
    if (step.device_of[node->id()] != device ||
        absl::c_linear_search(step.targets, node) ||
        (i > 0 && !node->control_inputs().empty()) ||
        (i + 1 < nodes.size() && !node->control_consumers().empty())) {
      return false;
    }
  }
  return true;
}

Node* OnlyReader(Edge edge) {
  Node* reader = nullptr;
  for (const Consumer& consumer : edge.node->consumers()) {
    if (consumer.output != edge.index) continue;
    if (reader != nullptr) return nullptr;
    reader = consumer.node;
  }
  return reader;
}

Node* TryAddFused(const CompileEnvironment& environment, StepGraph& step,
                  NodeSpec spec, Device* device, absl::Span<const Edge> like) {
  absl::StatusOr<Node*> node = step.graph.AddNode(std::move(spec));
  if (!node.ok()) return nullptr;
  for (int i = 0; i < static_cast<int>(like.size()); ++i) {
    step.graph.SetShape((*node)->output(i), like[i].shape());
  }
  const KernelInfo info(*node, device, environment.resources, {});
  if (!KernelRegistry::Create(info, device->type()).ok()) {
    step.graph.RemoveNode(*node);
    return nullptr;
  }
  step.device_of.resize(step.graph.num_node_ids(), nullptr);
  step.device_of[(*node)->id()] = device;
  return *node;
}

absl::Status RemoveJoined(StepGraph& step, absl::Span<Node* const> nodes,
                          const Node& namesake, Node* fused) {
  const std::string name = namesake.name();
  for (const Node* node : nodes)
    step.Note(Rewrite::Kind::kFused, *node, *fused);
  step.graph.MoveControlConsumers(nodes.back(), fused);
  for (size_t i = nodes.size(); i-- > 0;) step.graph.RemoveNode(nodes[i]);
  return step.graph.RenameNode(fused, name);
}

}  // namespace thalweg
