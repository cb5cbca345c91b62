// BypassUnread: nobody waits for a value that nobody reads.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// A pure node that others only wait for orders them behind its own inputs and
// control inputs: they get control edges from those instead, and it goes.
// Graphs made by Python's optimizers have such nodes: all gradients of a layer
// meet in a NoOp, those with respect to the data too. Returns the number of
// nodes removed. INVALID_ARGUMENT for a cycle.
absl::StatusOr<int> BypassUnread(StepGraph& step);

}  // namespace thalweg
