#include "thalweg/runtime/passes/drop_unread.h"

#include "thalweg/graph/traverse.h"

namespace thalweg {

int DropUnread(StepGraph& step) {
  const int before = step.graph.num_nodes();
  std::vector<bool> keep = ReachableBackward(step.graph, step.Roots());
  for (Node* feed : step.feeds) keep[feed->id()] = true;
  step.graph.KeepOnly(keep);
  return before - step.graph.num_nodes();
}

}  // namespace thalweg
