#include "thalweg/runtime/step_graph.h"

#include "thalweg/kernels/kernel.h"

namespace thalweg {

StepGraph::StepGraph() = default;
StepGraph::~StepGraph() = default;
StepGraph::StepGraph(StepGraph&&) noexcept = default;
StepGraph& StepGraph::operator=(StepGraph&&) noexcept = default;

std::vector<Node*> StepGraph::Roots() const {
  std::vector<Node*> roots = fetches;
  roots.insert(roots.end(), targets.begin(), targets.end());
  return roots;
}

}  // namespace thalweg
