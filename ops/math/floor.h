// Floor: the largest integer not above.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The largest integer that is not above x, for each element.
//   x  any shape; floating   ->   the same
// Gradient: none passes (it is zero wherever it exists).
// Equals TensorFlow's Floor.
Output Floor(Input x);

}  // namespace thalweg
