#include "thalweg/ops/nn/batch_norm_with_global_normalization.h"

#include <utility>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/math/sqrt.h"
#include "thalweg/ops/nn/fused_batch_norm.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status NormalizationShape(ShapeContext& context) {
  const ChannelVector vectors[] = {{context.input(1), "m"},
                                   {context.input(2), "v"},
                                   {context.input(3), "beta"},
                                   {context.input(4), "gamma"}};
  ASSIGN_OR_RETURN(ChannelExtent extent,
                   CheckChannels(context.input(0), "NHWC", vectors));
  context.set_output(0, std::move(extent.x));
  return absl::OkStatus();
}

absl::Status NormalizationGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<GlobalNormalizationAttrs>());
  // Identities, so that what one input may have to do with another stays
  // outside.
  std::vector<Output> xs;
  for (int i = 0; i < 5; ++i) xs.push_back(Identity(context.input(i)));
  Output factor = Rsqrt(xs[2] + attrs.variance_epsilon);
  if (attrs.scale_after_normalization) factor = factor * xs[4];
  const Output y = (xs[0] - xs[1]) * factor + xs[3];
  ASSIGN_OR_RETURN(auto gradients,
                   SymbolicGradients({y}, xs, {context.upstream(0).dense()}));
  for (int i = 0; i < 5; ++i) context.set(i, std::move(gradients[i]));
  if (!attrs.scale_after_normalization) {
    context.set(4, ZerosLike(context.input(4)));
  }
  return absl::OkStatus();
}

const OpRegistration kBatchNormWithGlobalNormalization =
    OpSchema("BatchNormWithGlobalNormalization")
        .Input("t", "T")
        .Input("m", "T")
        .Input("v", "T")
        .Input("beta", "T")
        .Input("gamma", "T")
        .Output("result", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<GlobalNormalizationAttrs>()
        .Deprecated(9, "Use tf.nn.batch_normalization()")
        .MayOverwrite({0})
        .Shape(NormalizationShape)
        .Gradient(NormalizationGradient);

}  // namespace

Output BatchNormWithGlobalNormalization(Input t, Input m, Input v, Input beta,
                                        Input gamma, float variance_epsilon,
                                        bool scale_after_normalization) {
  return Build(
      kBatchNormWithGlobalNormalization, {t, m, v, beta, gamma},
      GlobalNormalizationAttrs{variance_epsilon, scale_after_normalization});
}

}  // namespace thalweg
