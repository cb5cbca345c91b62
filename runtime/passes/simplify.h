// Simplify: the same results from fewer nodes.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Folds constants, drops identities, merges duplicates, then drops what nobody
// reads any more (unread gradients with it), until nothing changes. Returns a
// note of what was done.
absl::StatusOr<std::string> Simplify(const CompileEnvironment& environment,
                                     StepGraph& step);

}  // namespace thalweg
