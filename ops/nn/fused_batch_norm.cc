#include "thalweg/ops/nn/fused_batch_norm.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/nn/fused_batch_norm_grad.h"
#include "thalweg/ops/nn/image_format.h"

namespace thalweg {
namespace {

absl::Status CheckRank(const Shape& x, int rank) {
  if (!x.has_rank() || x.rank() == rank) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("input must be 4 or 5-dimensional, as data_format says: "
                   "expected rank ",
                   rank, ", got shape ", x.ToString()));
}

absl::Status CheckVector(const ChannelVector& vector) {
  if (RequireRank(vector.shape, 1).ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(vector.name, " must be 1-dimensional, got shape ",
                   vector.shape.ToString()));
}

absl::Status NormShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<FusedBatchNormAttrs>());
  ASSIGN_OR_RETURN(
      ChannelExtent extent,
      CheckBatchNorm({context.input(0), context.input(1), context.input(2),
                      context.input(3), context.input(4)},
                     attrs));
  for (int i = 1; i < 5; ++i) {
    context.set_output(i, Shape({extent.channels()}));
  }
  if (context.num_outputs() > 5) context.set_output(5, Shape());
  context.set_output(0, std::move(extent.x));
  return absl::OkStatus();
}

// A FusedBatchNorm with `extra` reserve spaces beyond two.
template <auto grad, int extra>
absl::Status NormGradient(GradientContext& context) {
  if (context.upstream(0).absent()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<FusedBatchNormGradAttrs>());
  const Output g = context.upstream(0).dense();
  const Output x = context.input(0), scale = context.input(1);
  const bool trains = attrs.is_training;
  const Output mean = trains ? context.output(3) : context.input(3);
  const Output variance = trains ? context.output(4) : context.input(4);
  Operation operation;
  if constexpr (extra > 0) {
    operation = grad(g, x, scale, mean, variance, context.output(5), attrs);
  } else {
    operation = grad(g, x, scale, mean, variance, attrs);
  }
  for (int i = 0; i < 3; ++i) context.set(i, operation[i]);
  return absl::OkStatus();
}

constexpr DTypeSet kNormTypes = {kHalf, kBfloat16, kFloat};

// statistics: the type attribute of what is not images.
OpSchema NormSchema(const char* name, const char* statistics) {
  return OpSchema(name)
      .Input("x", "T")
      .Input("scale", statistics)
      .Input("offset", statistics)
      .Input("mean", statistics)
      .Input("variance", statistics)
      .Output("y", "T")
      .Output("batch_mean", statistics)
      .Output("batch_variance", statistics)
      .Output("reserve_space_1", statistics)
      .Output("reserve_space_2", statistics)
      .MayOverwrite({0})
      .Shape(NormShape);
}

const OpRegistration kFusedBatchNormV1 =
    NormSchema("FusedBatchNorm", "T")
        .Attr("T", {kFloat})
        .Attrs<FusedBatchNormAttrs>()
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Gradient(NormGradient<FusedBatchNormGradV1, 0>);

const OpRegistration kFusedBatchNormV2 =
    NormSchema("FusedBatchNormV2", "U")
        .Attr("T", kNormTypes)
        .Attr("U", {kFloat})
        .Attrs<FusedBatchNormAttrs>()
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Gradient(NormGradient<FusedBatchNormGradV2, 0>);

const OpRegistration kFusedBatchNormV3 =
    NormSchema("FusedBatchNormV3", "U")
        .Output("reserve_space_3", "U")
        .Attr("T", kNormTypes)
        .Attr("U", {kBfloat16, kFloat})
        .Attrs<FusedBatchNormAttrs>()
        .Allowed("data_format", {"NHWC", "NCHW", "NDHWC", "NCDHW"})
        .Gradient(NormGradient<FusedBatchNormGrad, 1>);

}  // namespace

absl::StatusOr<ChannelExtent> CheckChannels(
    const Shape& x, absl::string_view data_format,
    absl::Span<const ChannelVector> vectors) {
  ASSIGN_OR_RETURN(const ImageLayout layout, ParseImageLayout(data_format));
  RETURN_IF_ERROR(CheckRank(x, layout.rank));
  ChannelExtent extent;
  extent.x = x.has_rank() ? x : Shape::OfRank(layout.rank);
  extent.channels_dim = layout.channels_dim();
  for (const ChannelVector& vector : vectors) {
    RETURN_IF_ERROR(CheckVector(vector));
    if (!vector.shape.has_rank()) continue;
    const int64_t length = vector.shape.dim(0);
    const auto channels = MergeDims(extent.channels(), length);
    if (!channels.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(vector.name,
                       " must have the same number of elements as the channels "
                       "of x, got ",
                       length, " and ", extent.channels()));
    }
    extent.x.set_dim(extent.channels_dim, *channels);
  }
  return extent;
}

absl::StatusOr<ChannelExtent> CheckBatchNorm(const BatchNormShapes& shapes,
                                             const FusedBatchNormAttrs& attrs) {
  const ChannelVector vectors[] = {{shapes.scale, "scale"},
                                   {shapes.offset, "offset"},
                                   {shapes.mean, "mean"},
                                   {shapes.variance, "variance"}};
  for (const ChannelVector& vector : vectors) {
    RETURN_IF_ERROR(CheckVector(vector));
  }
  const bool reads_moments =
      !attrs.is_training || attrs.exponential_avg_factor != 1.0f;
  return CheckChannels(shapes.x, attrs.data_format,
                       absl::MakeSpan(vectors, reads_moments ? 4 : 2));
}

Operation FusedBatchNorm(Input x, Input scale, Input offset, Input mean,
                         Input variance, FusedBatchNormAttrs attrs) {
  return Build(kFusedBatchNormV3, {x, scale, offset, mean, variance},
               std::move(attrs));
}

Operation FusedBatchNormV2(Input x, Input scale, Input offset, Input mean,
                           Input variance, FusedBatchNormAttrs attrs) {
  return Build(kFusedBatchNormV2, {x, scale, offset, mean, variance},
               std::move(attrs));
}

Operation FusedBatchNormV1(Input x, Input scale, Input offset, Input mean,
                           Input variance, FusedBatchNormAttrs attrs) {
  return Build(kFusedBatchNormV1, {x, scale, offset, mean, variance},
               std::move(attrs));
}

}  // namespace thalweg
