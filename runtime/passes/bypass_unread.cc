#include "thalweg/runtime/passes/bypass_unread.h"

#include <vector>

#include "absl/algorithm/container.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/traverse.h"

namespace thalweg {
namespace {

bool IsOnlyWaitedFor(const StepGraph& step, const Node& node) {
  return node.op().pure() && node.consumers().empty() &&
         !node.control_consumers().empty() &&
         !absl::c_linear_search(step.targets, &node);
}

void Bypass(Graph& graph, Node* node) {
  const std::vector<Node*> waiting(node->control_consumers().begin(),
                                   node->control_consumers().end());
  for (Node* consumer : waiting) {
    graph.RemoveControlEdge(node, consumer);
    for (const Edge& input : node->inputs()) {
      graph.AddControlEdge(input.node, consumer);
    }
    for (Node* control : node->control_inputs()) {
      graph.AddControlEdge(control, consumer);
    }
  }
}

}  // namespace

absl::StatusOr<int> BypassUnread(StepGraph& step) {
  ASSIGN_OR_RETURN(const std::vector<Node*> nodes,
                   TopologicalOrder(step.graph));
  int removed = 0;
  // Last first: its inputs may be only waited for once a node is gone.
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    if (!IsOnlyWaitedFor(step, **node)) continue;
    Bypass(step.graph, *node);
    step.graph.RemoveNode(*node);
    ++removed;
  }
  return removed;
}

}  // namespace thalweg
