// Fill: a tensor of one value.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// A tensor of the shape `dims` with `value` everywhere.
//   dims   [r] int32 or int64, each >= 0
//   value  a scalar, any dtype   ->   r dimensions
// Gradient: by value, the sum of the upstream gradient.
// Errors: dims that are no vector or negative, a value that is no scalar.
// Equals TensorFlow's Fill.
Output Fill(At graph, Input dims, Input value);

}  // namespace thalweg
