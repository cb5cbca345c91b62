// OutputDims: a shape as a kernel's output.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/shape.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

// Output `output`, of int32 or int64, becomes the vector of the dimensions.
// INVALID_ARGUMENT when one does not fit.
absl::Status OutputDims(KernelContext& context, int output, const Shape& shape);

}  // namespace thalweg
