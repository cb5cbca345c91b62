// Plans of convolutions, cut into pieces.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "thalweg/kernels/cpu/fused_epilogue.h"
#include "thalweg/kernels/cpu/onednn.h"
#include "thalweg/kernels/cpu/shape_plan.h"
#include "thalweg/ops/nn/conv_geometry.h"

namespace thalweg {

struct ConvSpec {
  onednn::ConvolutionPass pass = onednn::ConvolutionPass::kForward;
  DType dtype = kFloat;
  ConvGeometry geometry;
  // Which inputs of the kernel are x, y (see ConvolutionPass) and the bias.
  int x = 0;
  int y = 1;
  int bias = 2;
  // Of the forward pass.
  FusedEpilogue epilogue;
  // Of the kernel.
  Shape output;

  bool forward() const { return pass == onednn::ConvolutionPass::kForward; }
  // Multiplications for one image; no more than there could ever be memory
  // for.
  int64_t work() const;
  // Adds the bias and activates z: `images` of `windows` results each.
  void Finish(const void* bias, void* z, int64_t images, int64_t windows) const;
};

// What a convolution reads and writes. bias is null unless the epilogue has
// one.
struct ConvOperands {
  const void* x = nullptr;
  const void* y = nullptr;
  const void* bias = nullptr;
  void* z = nullptr;
};

// A plan that may also run within another.
class ConvPlan : public ShapePlan {
 public:
  explicit ConvPlan(ConvSpec spec) : spec_(std::move(spec)) {}
  absl::Status Compute(KernelContext& context, KernelState* state,
                       void* scratch) const final;
  // As Compute, of operands that lie anywhere.
  virtual absl::Status Run(const KernelContext& context,
                           const ConvOperands& operands, KernelState* state,
                           void* scratch) const = 0;

 protected:
  const ConvSpec spec_;
};
using ConvPlanRef = std::shared_ptr<const ConvPlan>;

// `constant_filter` is the filter (y) where it is the same in every run, else
// null.
absl::StatusOr<ConvPlanRef> MakeConvPlan(ConvSpec spec, Device& device,
                                         const Tensor* constant_filter);

// By oneDNN, of floats: forward or backward by data, and backward by weights.
// UNIMPLEMENTED where oneDNN has nothing for it.
absl::StatusOr<ConvPlanRef> MakeImagesConvPlan(const ConvSpec& spec,
                                               Device& device,
                                               const Tensor* constant_filter);
absl::StatusOr<ConvPlanRef> MakeWeightsConvPlan(const ConvSpec& spec,
                                                Device& device);

}  // namespace thalweg
