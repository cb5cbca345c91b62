// Place: gives each node of a step graph its device.
#pragma once

#include "absl/status/status.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Fills step.device_of, and step.placement_reason where that is asked for.
// Nodes are grouped by colocation (`_class` loc:@name, reference edges,
// resource edges); a group's candidates are the devices that match the merged
// request of its members and have a kernel for each; the highest kernel
// priority wins, then the device's, then the name. Sources without inputs go
// to where their only consumers are; shape-only ops to their input. Feeds and
// fetches without a request are in host memory. With soft placement a request
// that can't be met is widened to any device.
//
// Where there is a choice of devices, what `whole`, the graph that the step is
// a part of, asks of a group's other nodes counts too if that can be met: so a
// variable is on one device in every step. What already has state on a device
// (environment.homes) stays there while that serves the step.
//
// INVALID_ARGUMENT in TensorFlow's words, naming which node asked for what.
absl::Status Place(const CompileEnvironment& environment, const Graph& whole,
                   StepGraph& step);

}  // namespace thalweg
