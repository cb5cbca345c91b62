// Order: the sequence of steps.
#pragma once

#include "absl/status/status.h"
#include "thalweg/runtime/step_graph.h"

namespace thalweg {

// Fills step.order with the nodes, each after its data and control inputs. Of
// two orders (as built, and greedy by memory freed) the one with the smaller
// peak is taken. A write to a variable waits for the readers of its value that
// can come first, so that it can write in place.
absl::Status Order(StepGraph& step);

}  // namespace thalweg
