// AddN: the sum of many tensors.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The sum of all inputs, for each element.
//   inputs  at least one; numbers of one dtype and shape   ->   that shape
// Gradient: g for every input.
// Errors: inputs of unequal shape; variants whose values cannot be added.
// Equals TensorFlow's AddN.
Output AddN(InputList inputs);

}  // namespace thalweg
