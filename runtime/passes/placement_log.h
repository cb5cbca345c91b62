// LogPlacement: what SessionOptions::log_device_placement prints.
#pragma once

#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// A line in TensorFlow's form to stderr for each node but feeds and fetches:
// "name: (Op): /job:localhost/replica:0/task:0/device:CPU:0".
// REQUIRES: Place has run.
void LogPlacement(const StepGraph& step);

}  // namespace thalweg
