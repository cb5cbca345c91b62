#include "thalweg/ops/nn/bias_add.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::StatusOr<ImageFormat> BiasFormat(const AttrMap& map) {
  ASSIGN_OR_RETURN(BiasAddAttrs attrs, ReadAttrs<BiasAddAttrs>(map));
  return ParseImageFormat(attrs.data_format);
}

absl::Status CheckBiasRank(const Shape& value, ImageFormat format) {
  const int least = format == ImageFormat::kNhwc ? 2 : 3;
  if (!value.has_rank() || value.rank() >= least) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "Input tensor must be at least ", least, "D: ", value.ToString()));
}

absl::Status BiasAddShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(ImageFormat format, BiasFormat(context.node().attrs()));
  ASSIGN_OR_RETURN(Shape shape,
                   CheckBias(context.input(0), context.input(1), format));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status BiasAddGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(BiasAddAttrs attrs, context.attrs<BiasAddAttrs>());
  const Output g = context.upstream(0).dense();
  context.set(0, g);
  context.set(1, BiasAddGrad(g, attrs));
  return absl::OkStatus();
}

const OpRegistration kBiasAdd = OpSchema("BiasAdd")
                                    .Input("value", "T")
                                    .Input("bias", "T")
                                    .Output("output", "T")
                                    .Attr("T", kNumbersAndQuantized)
                                    .Attrs<BiasAddAttrs>()
                                    .Allowed("data_format", {"NHWC", "NCHW"})
                                    .Traits({Trait::kBias})
                                    .MayOverwrite({0})
                                    .Shape(BiasAddShape)
                                    .Gradient(BiasAddGradient);

// Always with the channels last. Without kBias, which names one op.
const OpRegistration kBiasAddV1 = OpSchema("BiasAddV1")
                                      .Input("value", "T")
                                      .Input("bias", "T")
                                      .Output("output", "T")
                                      .Attr("T", kNumbersAndQuantized)
                                      .MayOverwrite({0})
                                      .Shape(BiasAddShape)
                                      .Gradient(BiasAddGradient);

absl::Status BiasAddGradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(ImageFormat format, BiasFormat(context.node().attrs()));
  const Shape& value = context.input(0);
  RETURN_IF_ERROR(CheckBiasRank(value, format));
  context.set_output(
      0, Shape({value.has_rank() ? value.dim(BiasDim(value.rank(), format))
                                 : Shape::kUnknown}));
  return absl::OkStatus();
}

absl::Status BiasAddGradGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(BiasAddAttrs attrs, context.attrs<BiasAddAttrs>());
  context.set(0, BiasAdd(ZerosLike(context.input(0)),
                         context.upstream(0).dense(), attrs));
  return absl::OkStatus();
}

const OpRegistration kBiasAddGrad =
    OpSchema("BiasAddGrad")
        .Input("out_backprop", "T")
        .Output("output", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<BiasAddAttrs>()
        .Allowed("data_format", {"NHWC", "NCHW"})
        .Shape(BiasAddGradShape)
        .Gradient(BiasAddGradGradient);

}  // namespace

int BiasDim(int rank, ImageFormat format) {
  return format == ImageFormat::kNhwc ? rank - 1 : 1;
}

absl::StatusOr<Shape> CheckBias(const Shape& value, const Shape& bias,
                                ImageFormat format) {
  RETURN_IF_ERROR(CheckBiasRank(value, format));
  if (bias.has_rank() && bias.rank() != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("Biases must be 1D: ", bias.ToString()));
  }
  if (!value.has_rank() || !bias.has_rank()) return value;
  const int dim = BiasDim(value.rank(), format);
  absl::StatusOr<int64_t> channels = MergeDims(value.dim(dim), bias.dim(0));
  if (!channels.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Must provide as many biases as the ",
                     format == ImageFormat::kNhwc ? "last" : "channel",
                     " dimension of the input tensor: ", bias.ToString(),
                     " vs. ", value.ToString()));
  }
  Shape shape = value;
  shape.set_dim(dim, *channels);
  return shape;
}

Output BiasAdd(Input value, Input bias, BiasAddAttrs attrs) {
  return Build(kBiasAdd, {value, bias}, attrs);
}

Output BiasAddV1(Input value, Input bias) {
  return Build(kBiasAddV1, {value, bias});
}

Output BiasAddGrad(Input out_backprop, BiasAddAttrs attrs) {
  return Build(kBiasAddGrad, {out_backprop}, attrs);
}

}  // namespace thalweg
