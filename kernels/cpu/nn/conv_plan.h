// Plans of convolutions, cut into pieces.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "thalweg/kernels/cpu/fused_epilogue.h"
#include "thalweg/kernels/cpu/onednn.h"
#include "thalweg/kernels/cpu/shape_plan.h"
#include "thalweg/ops/nn/conv2d.h"

namespace thalweg {

struct ConvSpec {
  onednn::ConvolutionPass pass = onednn::ConvolutionPass::kForward;
  DType dtype = kFloat;
  Conv2DGeometry geometry;
  // Which inputs of the kernel are x, y (see ConvolutionPass) and the bias.
  int x = 0;
  int y = 1;
  int bias = 2;
  // Of the forward pass.
  FusedEpilogue epilogue;
  // Of the kernel.
  Shape output;
};

// `constant_filter` is the filter (y) where it is the same in every run, else
// null.
absl::StatusOr<std::shared_ptr<const ShapePlan>> MakeConvPlan(
    ConvSpec spec, Device& device, const Tensor* constant_filter);

}  // namespace thalweg
