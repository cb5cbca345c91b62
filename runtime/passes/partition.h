// Partition: copies where an edge crosses devices.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// One copy per value and device that reads it elsewhere; runs after Place.
// Strings and other values without plain bytes, and inputs that a kernel wants
// in host memory, stay in host memory on every device. Returns the number of
// copies.
absl::StatusOr<int> Partition(StepGraph& step);

}  // namespace thalweg
