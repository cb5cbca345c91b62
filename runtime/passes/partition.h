// Partition: copies where an edge crosses devices or kinds of memory.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// One copy per value and device that reads it elsewhere; runs after Place.
// On a device with memory of its own, constants, references and values without
// plain bytes stay in host memory, and so do the arguments that its kernel
// wants there: that of environment.devices[0], see StepGraph::memory_of.
// Between devices of two types that both have their own memory a value goes
// through the host's. Returns the number of copies.
absl::StatusOr<int> Partition(const CompileEnvironment& environment,
                              StepGraph& step);

}  // namespace thalweg
