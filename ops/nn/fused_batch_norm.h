// FusedBatchNorm: channels brought to a mean and a variance.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct FusedBatchNormAttrs {
  // Added to the variance.
  float epsilon = 0.0001f;
  // What the batch contributes to the running mean and variance.
  float exponential_avg_factor = 1.0f;
  // "NHWC" or "NCHW"; FusedBatchNorm's also "NDHWC" or "NCDHW".
  std::string data_format = "NHWC";
  // Whether the batch's own mean and variance are used.
  bool is_training = true;
  void Fields(AttrFields& fields) {
    fields("epsilon", epsilon)("exponential_avg_factor",
                               exponential_avg_factor);
    fields("data_format", data_format)("is_training", is_training);
  }
};

// y = (x - mean) / sqrt(variance + epsilon) * scale + offset, by channel; in
// training of the batch's mean and variance, else of those given.
//   x               rank 4 or 5 as data_format says; half, bfloat16 or float
//   scale, offset   [channels] float
//   mean, variance  [channels] float: the running ones; in training with an
//                   exponential_avg_factor of 1 not used, and may be empty
//     ->  y               as x
//         batch_mean      [channels]: (1 - factor) * mean + factor * the
//                         batch's; not in training: mean
//         batch_variance  likewise, where the batch's is n / (n - 1) times
//                         the mean square deviation
//         reserve_space_1, reserve_space_2  [channels]: the batch's mean and
//                         mean square deviation, for the gradient
//         reserve_space_3 a scalar 0
// An empty x has NaN for both moments.
// Gradient: FusedBatchNormGrad of y's for x, scale and offset.
// Errors: ranks and lengths that differ from these.
// Equals TensorFlow's FusedBatchNormV3.
Operation FusedBatchNorm(Input x, Input scale, Input offset, Input mean,
                         Input variance, FusedBatchNormAttrs attrs = {});

// FusedBatchNorm of rank 4 without the last output.
// Gradient: FusedBatchNormGradV2. Equals TensorFlow's FusedBatchNormV2.
Operation FusedBatchNormV2(Input x, Input scale, Input offset, Input mean,
                           Input variance, FusedBatchNormAttrs attrs = {});

// FusedBatchNormV2 where x is float.
// Gradient: FusedBatchNormGradV1. Equals TensorFlow's FusedBatchNorm.
Operation FusedBatchNormV1(Input x, Input scale, Input offset, Input mean,
                           Input variance, FusedBatchNormAttrs attrs = {});

// Images and where their channels are.
struct ChannelExtent {
  Shape x;
  int channels_dim = 0;

  int64_t channels() const { return x.dim(channels_dim); }
};

// A vector of one number a channel, and its name in errors.
struct ChannelVector {
  const Shape& shape;
  const char* name;
};

// `x` with what the vectors say of its channels. INVALID_ARGUMENT when x has
// another rank than data_format says, or a vector another length than x has
// channels.
absl::StatusOr<ChannelExtent> CheckChannels(
    const Shape& x, absl::string_view data_format,
    absl::Span<const ChannelVector> vectors);

// Of a FusedBatchNorm's inputs.
struct BatchNormShapes {
  const Shape& x;
  const Shape& scale;
  const Shape& offset;
  const Shape& mean;
  const Shape& variance;
};
// INVALID_ARGUMENT when it may not have them.
absl::StatusOr<ChannelExtent> CheckBatchNorm(const BatchNormShapes& shapes,
                                             const FusedBatchNormAttrs& attrs);

}  // namespace thalweg
