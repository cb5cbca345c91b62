// LinSpace: numbers at equal distances.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// `num` numbers at equal distances, the first of which is start and the last
// stop; start alone for num = 1.
//   start  a scalar, floating; the CPU knows float and double
//   stop   a scalar of the same dtype
//   num    a scalar of int32 or int64, >= 1   ->   [num]
// Not differentiable: TensorFlow's has no gradient either.
// Errors: an argument that is no scalar, num < 1. Equals TensorFlow's LinSpace.
Output LinSpace(At graph, Input start, Input stop, Input num);

// OK when input i may be a scalar; INVALID_ARGUMENT otherwise.
absl::Status CheckLinSpaceInput(int i, const Shape& shape);
// OK when there may be so many numbers; INVALID_ARGUMENT otherwise.
absl::Status CheckLinSpaceSize(int64_t num);

}  // namespace thalweg
