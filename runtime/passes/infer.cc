#include "thalweg/runtime/passes/infer.h"

#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/traverse.h"

namespace thalweg {

absl::Status Infer(StepGraph& step) {
  ASSIGN_OR_RETURN(std::vector<Node*> nodes, TopologicalOrder(step.graph));
  for (Node* node : nodes) {
    if (node->Is(Trait::kFeed)) continue;
    RETURN_IF_ERROR(step.graph.InferShapes(node));
  }
  return absl::OkStatus();
}

}  // namespace thalweg
