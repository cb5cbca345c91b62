// BatchNormWithGlobalNormalization: what FusedBatchNorm replaced.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct GlobalNormalizationAttrs {
  // Added to the variance.
  float variance_epsilon = 0;
  // Whether to multiply by gamma.
  bool scale_after_normalization = true;
  void Fields(AttrFields& fields) {
    fields.Required("variance_epsilon", variance_epsilon)
        .Required("scale_after_normalization", scale_after_normalization);
  }
};

// (t - m) / sqrt(v + variance_epsilon) * gamma + beta, by channel; without
// gamma unless scale_after_normalization. Graphs of version 9 and later may
// not contain it: use FusedBatchNorm.
//   t                  [batch, height, width, channels]: half, float, double
//   m, v, beta, gamma  [channels]
//     ->               as t
// Gradient: for all inputs, composed of other ops.
// Errors: ranks and lengths that differ from these.
// Equals TensorFlow's BatchNormWithGlobalNormalization.
Output BatchNormWithGlobalNormalization(Input t, Input m, Input v, Input beta,
                                        Input gamma, float variance_epsilon,
                                        bool scale_after_normalization);

}  // namespace thalweg
