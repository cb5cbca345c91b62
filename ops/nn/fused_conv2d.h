// FusedConv2D: a convolution, its bias and its activation at once.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/text.h"

namespace thalweg {

struct FusedConv2DAttrs {
  // As Conv2D's.
  std::vector<int64_t> strides = {1, 1, 1, 1};
  std::string padding = "VALID";
  std::vector<int64_t> explicit_paddings = {};
  std::string data_format = "NHWC";
  std::string filter_format = "HWIO";
  std::vector<int64_t> dilations = {1, 1, 1, 1};
  bool use_cudnn_on_gpu = true;
  // "BiasAdd", then possibly the op of an activation: "Relu", "Relu6", "Elu",
  // "LeakyRelu", "Tanh", "Sigmoid".
  std::vector<std::string> fused_ops = {};
  float epsilon = 0.0001f;
  float leakyrelu_alpha = 0.2f;
  void Fields(AttrFields& fields) {
    fields.Required("strides", strides).Required("padding", padding);
    fields("explicit_paddings", explicit_paddings)("data_format", data_format)(
        "filter_format", filter_format)("dilations", dilations)(
        "use_cudnn_on_gpu", use_cudnn_on_gpu)("fused_ops", fused_ops)(
        "epsilon", epsilon)("leakyrelu_alpha", leakyrelu_alpha);
  }
};

// activation(Conv2D(input, filter) + bias): what the step compiler makes of
// Conv2D, BiasAdd and an activation. The result has the bits of the three ops
// one by one.
//   input, filter  as Conv2D's: half, float or double
//   args           one tensor, the bias [out_depth] of the same dtype
//       ->         as Conv2D's
// Not differentiable: it is made of a graph that is differentiated already.
// Errors: as Conv2D's and BiasAdd's; fused_ops that no kernel knows.
// Equals TensorFlow's _FusedConv2D.
Output FusedConv2D(Input input, Input filter, InputList args,
                   std::vector<int64_t> strides, Text padding,
                   FusedConv2DAttrs attrs = {});

}  // namespace thalweg
