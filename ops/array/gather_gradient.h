// The gradient of Gather.
#pragma once

#include "absl/status/status.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {

// What was gathered by a Gather, and its gradient.
struct GatheredFrom {
  Output params_shape;  // An int64 vector.
  Output indices;
  Output upstream;
};

// The gradient by params of a gather along axis 0.
IndexedSlices GatheredRowsBack(const GatheredFrom& from);
// The same along any axis, an int64 scalar >= 0, as a tensor.
Output GatheredSlicesBack(const GatheredFrom& from, const Output& axis,
                          int64_t batch_dims);

// By params: IndexedSlices where the axis is known to be 0 and there are no
// batch dimensions. In general the shapes are, with products in letters,
//   params [B, O, n, I]   indices [B, J]   upstream [B, O, J, I]
// and the upstream slices are summed by UnsortedSegmentSum as [B*J, O, I] with
// segment b*n + indices[b, j].
absl::Status GatherGradient(GradientContext& context);

// By params, of a gather along axis 0: IndexedSlices.
absl::Status GatherV1Gradient(GradientContext& context);

}  // namespace thalweg
