// GatherSlices: what gathers from tensors and from variables share.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/kernels/kernel_context.h"
#include "thalweg/ops/array/gather.h"

namespace thalweg {

// output[b, o, j, :] = params[b, o, indices[b, j], :]
struct GatherSizes {
  int64_t batch = 1;
  int64_t outer = 1;
  int64_t axis = 1;
  int64_t indices = 1;
  int64_t inner = 1;
};

GatherSizes SizesOf(const Shape& params, const Shape& indices,
                    const GatherExtent& extent);

// INVALID_ARGUMENT "indices[0,1] = 5 is not in [0, 2)".
// REQUIRES: the sizes are those of the tensors.
absl::Status GatherSlices(const KernelContext& context,
                          const GatherSizes& sizes, const Tensor& params,
                          const Tensor& indices, Tensor& output);

}  // namespace thalweg
