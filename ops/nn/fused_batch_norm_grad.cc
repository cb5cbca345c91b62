#include "thalweg/ops/nn/fused_batch_norm_grad.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/reciprocal.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/math/sqrt.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/nn/fused_batch_norm.h"
#include "thalweg/ops/nn/image_format.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status NormGradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<FusedBatchNormGradAttrs>());
  ASSIGN_OR_RETURN(
      ChannelExtent extent,
      CheckBatchNormGrad({context.input(0), context.input(1), context.input(2),
                          context.input(3), context.input(4)},
                         attrs));
  context.set_output(1, Shape({extent.channels()}));
  context.set_output(2, Shape({extent.channels()}));
  context.set_output(3, Shape({0}));
  context.set_output(4, Shape({0}));
  context.set_output(0, std::move(extent.x));
  return absl::OkStatus();
}

// What FusedBatchNormGrad computes, of ops that all have gradients.
class ComposedGrad {
 public:
  ComposedGrad(const FusedBatchNormGradAttrs& attrs, ImageLayout layout)
      : attrs_(attrs), layout_(layout) {
    for (int i = 0; i < layout.rank; ++i) {
      if (i != layout.channels_dim()) others_.push_back(i);
    }
  }

  // By x, scale and offset.
  std::array<Output, 3> operator()(const Output& y_backprop, const Output& x,
                                   const Output& scale, const Output& mean,
                                   const Output& variance) const {
    const Output g = Cast(y_backprop, kFloat), x_float = Cast(x, kFloat);
    if (!attrs_.is_training) {
      const Output r = Rsqrt(variance + attrs_.epsilon);
      return {Cast(g * AlongChannels(scale * r), x.dtype()),
              Sum(g * (x_float - AlongChannels(mean)), others_) * r,
              Sum(g, others_)};
    }
    const Output u = x_float - MeanOf(x_float);
    const Output inverse = Reciprocal(MeanOf(Square(u)) + attrs_.epsilon);
    const Output r = Sqrt(inverse);
    const Output dx = AlongChannels(scale) * r *
                      (g - MeanOf(g) - u * inverse * MeanOf(g * u));
    const Output dscale = Sum(g * u * r, others_);
    return {Cast(dx, x.dtype()), dscale, Sum(g, others_)};
  }

 private:
  Output MeanOf(const Output& x) const {
    return Mean(x, others_, {.keep_dims = true});
  }
  // In a shape that broadcasts over x.
  Output AlongChannels(const Output& vector) const {
    if (layout_.channels_last) return vector;
    std::vector<int64_t> shape(layout_.rank, 1);
    shape[layout_.channels_dim()] = -1;
    return Reshape(vector, shape);
  }

  const FusedBatchNormGradAttrs& attrs_;
  const ImageLayout layout_;
  std::vector<int64_t> others_;  // The dimensions that are not the channels'.
};

absl::Status NormGradGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<FusedBatchNormGradAttrs>());
  ASSIGN_OR_RETURN(const ImageLayout layout,
                   ParseImageLayout(attrs.data_format));
  // Identities, so that what scale may have to do with x stays outside.
  std::vector<Output> xs;
  for (int i = 0; i < 3; ++i) xs.push_back(Identity(context.input(i)));
  const auto composed = ComposedGrad(attrs, layout)(
      xs[0], xs[1], xs[2], context.input(3), context.input(4));
  std::vector<Output> ys, grad_ys;
  for (int i = 0; i < 3; ++i) {
    if (context.upstream(i).absent()) continue;
    ys.push_back(composed[i]);
    grad_ys.push_back(context.upstream(i).dense());
  }
  if (ys.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto gradients, SymbolicGradients(ys, xs, grad_ys));
  for (int i = 0; i < 3; ++i) context.set(i, std::move(gradients[i]));
  return absl::OkStatus();
}

constexpr DTypeSet kNormTypes = {kHalf, kBfloat16, kFloat};

OpSchema GradSchema(const char* name) {
  return OpSchema(name)
      .Input("y_backprop", "T")
      .Input("x", "T")
      .MayOverwrite({0, 1})
      .Shape(NormGradShape)
      .Gradient(NormGradGradient);
}

const OpRegistration kFusedBatchNormGradV1 =
    GradSchema("FusedBatchNormGrad")
        .Input("scale", "T")
        .Input("reserve_space_1", "T")
        .Input("reserve_space_2", "T")
        .Output("x_backprop", "T")
        .Output("scale_backprop", "T")
        .Output("offset_backprop", "T")
        .Output("reserve_space_3", "T")
        .Output("reserve_space_4", "T")
        .Attr("T", {kFloat})
        .Attrs<FusedBatchNormGradAttrs>()
        .Allowed("data_format", {"NHWC", "NCHW"});

const OpRegistration kFusedBatchNormGradV2 =
    GradSchema("FusedBatchNormGradV2")
        .Input("scale", kFloat)
        .Input("reserve_space_1", "U")
        .Input("reserve_space_2", "U")
        .Output("x_backprop", "T")
        .Output("scale_backprop", "U")
        .Output("offset_backprop", "U")
        .Output("reserve_space_3", "U")
        .Output("reserve_space_4", "U")
        .Attr("T", kNormTypes)
        .Attr("U", {kFloat})
        .Attrs<FusedBatchNormGradAttrs>()
        .Allowed("data_format", {"NHWC", "NCHW"});

const OpRegistration kFusedBatchNormGradV3 =
    GradSchema("FusedBatchNormGradV3")
        .Input("scale", kFloat)
        .Input("reserve_space_1", "U")
        .Input("reserve_space_2", "U")
        .Input("reserve_space_3", "U")
        .Output("x_backprop", "T")
        .Output("scale_backprop", "U")
        .Output("offset_backprop", "U")
        .Output("reserve_space_4", "U")
        .Output("reserve_space_5", "U")
        .Attr("T", kNormTypes)
        .Attr("U", {kFloat})
        .Attrs<FusedBatchNormGradAttrs>()
        .Allowed("data_format", {"NHWC", "NCHW", "NDHWC", "NCDHW"});

}  // namespace

absl::StatusOr<ChannelExtent> CheckBatchNormGrad(
    const BatchNormGradShapes& shapes, const FusedBatchNormGradAttrs& attrs) {
  const ChannelVector vectors[] = {{shapes.scale, "scale"},
                                   {shapes.mean, "reserve_space_1"},
                                   {shapes.variance, "reserve_space_2"}};
  for (const Shape* images : {&shapes.y_backprop, &shapes.x}) {
    RETURN_IF_ERROR(CheckChannels(*images, attrs.data_format, {}).status());
  }
  if (!shapes.x.IsCompatibleWith(shapes.y_backprop)) {
    return absl::InvalidArgumentError(
        absl::StrCat("x and y_backprop must have same shape, but x has shape ",
                     shapes.x.ToString(), " and y_backprop has shape ",
                     shapes.y_backprop.ToString()));
  }
  return CheckChannels(shapes.x.IsFullyDefined() ? shapes.x : shapes.y_backprop,
                       attrs.data_format, vectors);
}

Operation FusedBatchNormGrad(Input y_backprop, Input x, Input scale,
                             Input reserve_space_1, Input reserve_space_2,
                             Input reserve_space_3,
                             FusedBatchNormGradAttrs attrs) {
  return Build(
      kFusedBatchNormGradV3,
      {y_backprop, x, scale, reserve_space_1, reserve_space_2, reserve_space_3},
      std::move(attrs));
}

Operation FusedBatchNormGradV2(Input y_backprop, Input x, Input scale,
                               Input reserve_space_1, Input reserve_space_2,
                               FusedBatchNormGradAttrs attrs) {
  return Build(kFusedBatchNormGradV2,
               {y_backprop, x, scale, reserve_space_1, reserve_space_2},
               std::move(attrs));
}

Operation FusedBatchNormGradV1(Input y_backprop, Input x, Input scale,
                               Input reserve_space_1, Input reserve_space_2,
                               FusedBatchNormGradAttrs attrs) {
  return Build(kFusedBatchNormGradV1,
               {y_backprop, x, scale, reserve_space_1, reserve_space_2},
               std::move(attrs));
}

}  // namespace thalweg
