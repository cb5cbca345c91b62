// RemoveIdentities: lets consumers read what identities only pass on.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Identity, StopGradient, views that keep the shape, x * 1 and x + 0 of x's
// shape. One that waits for control inputs stays, since its readers wait with
// it; one that asks for a device stays too. Returns the number removed.
absl::StatusOr<int> RemoveIdentities(StepGraph& step);

}  // namespace thalweg
