// CompileStep: from a graph and a request to a plan.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "thalweg/runtime/passes/prune.h"
#include "thalweg/runtime/plan.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Runs all passes in order; plan->passes tells their times and counts. Errors
// are those of shape functions, placement and kernel factories.
absl::StatusOr<std::unique_ptr<Plan>> CompileStep(
    const Graph& graph, const StepRequest& request,
    const CompileEnvironment& environment);

}  // namespace thalweg
