// MergeDuplicates: computes what two nodes compute alike only once (common
// subexpression elimination).
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Pure nodes of one op with the same inputs (in any order when it commutes),
// attributes, requested device and control inputs. Returns the number merged.
absl::StatusOr<int> MergeDuplicates(StepGraph& step);

}  // namespace thalweg
