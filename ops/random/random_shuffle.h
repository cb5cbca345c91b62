// RandomShuffle: rows in random order.
#pragma once

#include "thalweg/ops/random/random_attrs.h"

namespace thalweg {

// The rows of `value` along its first axis in random order. With seeds the
// order is TensorFlow's, in each run of a session; without they differ from
// session to session.
//   value  any shape; any dtype   ->   the same
// Not differentiable: TensorFlow's isn't.
// Equals TensorFlow's RandomShuffle.
Output RandomShuffle(Input value, SeedAttrs attrs = {});

}  // namespace thalweg
