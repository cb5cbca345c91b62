// NoOp: does nothing, after its control inputs.
#pragma once

#include <vector>

#include "thalweg/graph/input.h"

namespace thalweg {

// No inputs, no outputs: a target that stands for what it depends on, or a
// point in the order of others.
// Not differentiable: it has no outputs. Equals TensorFlow's NoOp.
Operation NoOp(At graph);

// A NoOp that runs after all of these: running it runs them.
Operation Group(At graph, std::vector<Operation> operations);

}  // namespace thalweg
