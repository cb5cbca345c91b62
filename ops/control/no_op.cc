#include "thalweg/ops/control/no_op.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {
namespace {

const OpRegistration kNoOp = OpSchema("NoOp")
                                 .Traits({Trait::kGroup})
                                 .Shape(NoOutputs)
                                 .NotDifferentiable("has no outputs");

}  // namespace

Operation NoOp(At graph) { return Build(graph, kNoOp, {}); }

Operation Group(At graph, std::vector<Operation> operations) {
  Graph target = graph.graph();
  auto guard = target.WithControlDependencies(std::move(operations));
  return NoOp(graph);
}

}  // namespace thalweg
