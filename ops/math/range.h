// Range: a sequence of numbers.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// start, start + delta, start + 2 delta, ... up to but not including limit.
//   start, limit, delta  scalars (or vectors of one element) of one dtype, real
//                        numbers; delta not 0
//     ->                 [ceil((limit - start) / delta)]
// Not differentiable: the number of elements depends on the inputs.
// Errors: a delta of 0, a limit on the wrong side of start, inputs that are no
// scalars, more elements than fit int64. Equals TensorFlow's Range.
Output Range(At graph, Input start, Input limit, Input delta);

// OK when start (i = 0), limit or delta may have this shape, INVALID_ARGUMENT
// otherwise.
absl::Status CheckRangeInput(int i, const Shape& shape);

// The number of elements. INVALID_ARGUMENT as above.
absl::StatusOr<int64_t> RangeSize(int64_t start, int64_t limit, int64_t delta);
absl::StatusOr<int64_t> RangeSize(double start, double limit, double delta);

}  // namespace thalweg
