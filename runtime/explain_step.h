// ExplainStep: compiles a request and tells how.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/graph.h"
#include "thalweg/runtime/explanation.h"
#include "thalweg/runtime/passes/prune.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Errors are those of CompileStep. Placeholders that the request needs and
// does not feed count as fed, with the shapes that they declare.
absl::StatusOr<Explanation> ExplainStep(const Graph& graph, StepRequest request,
                                        CompileEnvironment environment);

}  // namespace thalweg
