// FoldConstants: computes at compile time what no run can change.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Pure nodes whose inputs are all constant are run once, by their kernels, and
// replaced by constants; so are nodes whose small integer values inference
// knows (Shape of a known shape). Results much larger than what they are
// made of are left to the run. A node whose kernel fails is left too: the run
// reports it if it gets there. Where a node depended on an effect (an update, a
// random number drawn), its constant waits for it, so that it is not lost.
// Returns the number of nodes folded.
absl::StatusOr<int> FoldConstants(const CompileEnvironment& environment,
                                  StepGraph& step);

}  // namespace thalweg
