// FusedBatchNormGrad: the gradient of FusedBatchNorm.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"
#include "thalweg/ops/nn/fused_batch_norm.h"

namespace thalweg {

struct FusedBatchNormGradAttrs {
  // Added to the variance.
  float epsilon = 0.0001f;
  // "NHWC" or "NCHW"; FusedBatchNormGrad's also "NDHWC" or "NCDHW".
  std::string data_format = "NHWC";
  // Whether the mean and variance are x's own.
  bool is_training = true;
  void Fields(AttrFields& fields) {
    fields("epsilon", epsilon)("data_format", data_format)("is_training",
                                                           is_training);
  }
};

// The gradient of FusedBatchNorm by x, scale and offset.
//   y_backprop       the gradient by y, of its shape
//   x, scale         FusedBatchNorm's
//   reserve_space_1, reserve_space_2  [channels] float: the mean and variance
//                    that y was made with
//   reserve_space_3  FusedBatchNorm's, not used
//     ->  x_backprop, scale_backprop, offset_backprop  of those shapes
//         reserve_space_4, reserve_space_5             empty vectors
// With g = y_backprop, u = x - mean, r = 1 / sqrt(variance + epsilon):
//   offset_backprop = sum(g)
//   scale_backprop  = r * sum(g * u)
//   x_backprop      = scale * r * (g - mean(g) - u * r^2 * mean(g * u)),
//                     not in training: scale * r * g
// where sums and means are by channel.
// Gradient: for y_backprop, x and scale; in training the mean and the variance
// are taken for functions of x.
// Errors: ranks and lengths that differ from these.
// Equals TensorFlow's FusedBatchNormGradV3.
Operation FusedBatchNormGrad(Input y_backprop, Input x, Input scale,
                             Input reserve_space_1, Input reserve_space_2,
                             Input reserve_space_3,
                             FusedBatchNormGradAttrs attrs = {});

// FusedBatchNormGrad of rank 4 without the last input.
// Equals TensorFlow's FusedBatchNormGradV2.
Operation FusedBatchNormGradV2(Input y_backprop, Input x, Input scale,
                               Input reserve_space_1, Input reserve_space_2,
                               FusedBatchNormGradAttrs attrs = {});

// FusedBatchNormGradV2 where x is float.
// Equals TensorFlow's FusedBatchNormGrad.
Operation FusedBatchNormGradV1(Input y_backprop, Input x, Input scale,
                               Input reserve_space_1, Input reserve_space_2,
                               FusedBatchNormGradAttrs attrs = {});

// Of a FusedBatchNormGrad's inputs.
struct BatchNormGradShapes {
  const Shape& y_backprop;
  const Shape& x;
  const Shape& scale;
  const Shape& mean;
  const Shape& variance;
};
// INVALID_ARGUMENT when it may not have them.
absl::StatusOr<ChannelExtent> CheckBatchNormGrad(
    const BatchNormGradShapes& shapes, const FusedBatchNormGradAttrs& attrs);

}  // namespace thalweg
