#include "thalweg/runtime/step_graph.h"

#include "thalweg/kernels/kernel.h"

namespace thalweg {

StepGraph::StepGraph() = default;
StepGraph::~StepGraph() = default;
StepGraph::StepGraph(StepGraph&&) noexcept = default;
StepGraph& StepGraph::operator=(StepGraph&&) noexcept = default;

void StepGraph::Note(Rewrite::Kind kind, const Node& node, const Node& into) {
  if (rewrites == nullptr) return;
  rewrites->push_back(
      {kind, node.id(), node.name(), node.op().name(), into.id()});
}

std::vector<Node*> StepGraph::Roots() const {
  std::vector<Node*> roots = fetches;
  roots.insert(roots.end(), targets.begin(), targets.end());
  return roots;
}

Device* StepGraph::MemoryOf(const Edge& edge) const {
  if (!memory_of.empty()) {
    if (auto found = memory_of.find(edge); found != memory_of.end()) {
      return found->second;
    }
  }
  return device_of[edge.node->id()];
}

Node* PassedOnFrom(Edge edge) {
  while (edge.node->Is(Trait::kIdentity) || edge.node->Is(Trait::kView)) {
    edge = edge.node->input(0);
  }
  return edge.node;
}

bool MayAliasReference(Edge edge) {
  return PassedOnFrom(edge)->Is(Trait::kReadReference);
}

}  // namespace thalweg
