#include "thalweg/ops/training/global_step.h"

#include "thalweg/ops/state/variable.h"

namespace thalweg {

Output GlobalStep(const Graph& graph) {
  for (const VariableInfo& info : graph.variables()) {
    if (info.variable->name() == "global_step") {
      return Output(graph, info.value, 0);
    }
  }
  Graph target = graph;
  const ScopeGuard root = target.WithName("/");
  return Variable(graph, Tensor::Scalar(int64_t{0}),
                  {.name = "global_step", .trainable = false});
}

}  // namespace thalweg
