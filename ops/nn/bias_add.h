// BiasAdd, BiasAddV1 and BiasAddGrad: a number for each channel.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"
#include "thalweg/ops/nn/image_format.h"

namespace thalweg {

struct BiasAddAttrs {
  // Channels are the last dimension ("NHWC") or the one after the batch
  // ("NCHW").
  std::string data_format = "NHWC";
  void Fields(AttrFields& fields) { fields("data_format", data_format); }
};

// value + bias, the bias repeated along all dimensions but the channels.
//   value  rank >= 2 (>= 3 for NCHW), numbers
//   bias   [channels], the same dtype
//    ->    value's shape
// Gradient: the upstream gradient for value, BiasAddGrad of it for bias.
// Errors: a value of too small a rank, a bias that is no vector or has another
// length. Equals TensorFlow's BiasAdd.
Output BiasAdd(Input value, Input bias, BiasAddAttrs attrs = {});

// The older op, which has the channels last.
//   value  rank >= 2, numbers
//   bias   [channels], the same dtype
//    ->    value's shape
// Gradient: BiasAdd's. Errors: as BiasAdd's. Equals TensorFlow's BiasAddV1.
Output BiasAddV1(Input value, Input bias);

// The sum over all dimensions but the channels: BiasAdd's gradient by bias.
//   out_backprop  rank >= 2 (>= 3 for NCHW), numbers
//       ->        [channels]
// Gradient: the upstream gradient repeated along the other dimensions.
// Errors: an argument of too small a rank. Equals TensorFlow's BiasAddGrad.
Output BiasAddGrad(Input out_backprop, BiasAddAttrs attrs = {});

// Where the channels of a tensor of that rank lie.
int BiasDim(int rank, ImageFormat format);
// The shape of value with what the bias tells. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> CheckBias(const Shape& value, const Shape& bias,
                                ImageFormat format);

}  // namespace thalweg
