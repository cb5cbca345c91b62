// CompileStep: from a graph and a request to a plan.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "thalweg/runtime/passes/prune.h"
#include "thalweg/runtime/plan.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Sees the graph between passes, for explanations. What it is given lives for
// the call only.
class CompileObserver {
 public:
  virtual ~CompileObserver() = default;
  virtual void OnPruned(const StepGraph& step) = 0;
  virtual void OnPlaced(const StepGraph& step) = 0;
  // After the last change to the graph.
  virtual void OnOptimized(const StepGraph& step) = 0;
  // When all but the steps themselves is settled.
  virtual void OnPlanned(const StepGraph& step, const MemoryPlan& memory) = 0;
};

// Runs all passes in order; plan->passes tells their times and counts. Errors
// are those of shape functions, placement and kernel factories. `observer` may
// be null.
absl::StatusOr<std::unique_ptr<Plan>> CompileStep(
    const Graph& graph, const StepRequest& request,
    const CompileEnvironment& environment, CompileObserver* observer = nullptr);

}  // namespace thalweg
