// Place: gives each node of a step graph its device.
#pragma once

#include "absl/status/status.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Fills step.device_of. Nodes are grouped by colocation (`_class` loc:@name,
// reference edges, resource edges); a group's candidates are the devices that
// match the merged request of its members and have a kernel for each; the
// highest priority wins, then the name. Sources without inputs go to where
// their only consumers are; shape-only ops to their input. With soft placement
// a request that can't be met is widened to any device.
// INVALID_ARGUMENT in TensorFlow's words, naming which node asked for what.
absl::Status Place(const CompileEnvironment& environment, StepGraph& step);

}  // namespace thalweg
