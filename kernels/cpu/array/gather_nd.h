// GatherNdSlices: what gathers by tuples from tensors and from variables share.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

// Output 0 becomes the slices of params that the tuples name: zeros for one out
// of range, or INVALID_ARGUMENT unless it `ignores_bad`.
absl::Status GatherNdSlices(KernelContext& context, const Tensor& params,
                            const Tensor& tuples, bool ignores_bad);

}  // namespace thalweg
