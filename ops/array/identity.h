// Identity, StopGradient: their input itself.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The same tensor; of a reference input, its value at that moment.
//   input  any shape and dtype   ->   the same
// Gradient: passes through. Equals TensorFlow's Identity.
Output Identity(Input input);

// The same tensor, as a constant to gradients.
//   input  any shape and dtype   ->   the same
// Not differentiable: nothing passes back. Equals TensorFlow's StopGradient.
Output StopGradient(Input input);

}  // namespace thalweg
