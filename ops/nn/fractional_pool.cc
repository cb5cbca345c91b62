#include "thalweg/ops/nn/fractional_pool.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

constexpr int kRank = 4;

absl::Status RequireImages(const Shape& shape, const std::string& name) {
  if (RequireRank(shape, kRank).ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      name, " must be 4-dimensional, got shape ", shape.ToString()));
}

absl::Status PoolShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<FractionalPoolAttrs>());
  ASSIGN_OR_RETURN(Shape output,
                   FractionalPoolShape(context.input(0), attrs.pooling_ratio));
  for (int i : {1, 2}) {
    const int64_t size = output.dim(i);
    context.set_output(
        i, Shape({size == Shape::kUnknown ? Shape::kUnknown : size + 1}));
  }
  context.set_output(0, std::move(output));
  return absl::OkStatus();
}

absl::Status MaxPoolGradShape(ShapeContext& context) {
  for (int i : {0, 1, 2}) {
    RETURN_IF_ERROR(
        RequireImages(context.input(i), context.node().op().inputs()[i].name));
  }
  const Shape& images = context.input(0);
  context.set_output(0, images.has_rank() ? images : Shape::OfRank(kRank));
  return absl::OkStatus();
}

absl::Status AvgPoolGradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape images, context.input_as_shape(0));
  RETURN_IF_ERROR(RequireImages(images, "orig_input_tensor_shape"));
  RETURN_IF_ERROR(RequireImages(context.input(1), "out_backprop"));
  context.set_output(
      0, images.has_rank() ? std::move(images) : Shape::OfRank(kRank));
  return absl::OkStatus();
}

absl::Status MaxPoolGradient(GradientContext& context) {
  if (context.upstream(0).absent()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<FractionalPoolGradAttrs>());
  context.set(
      0, FractionalMaxPoolGrad(context.input(0), context.output(0),
                               context.upstream(0).dense(), context.output(1),
                               context.output(2), attrs));
  return absl::OkStatus();
}

absl::Status AvgPoolGradient(GradientContext& context) {
  if (context.upstream(0).absent()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<FractionalPoolGradAttrs>());
  const Output shape = ShapeOf(context.input(0), {.out_type = kInt64});
  context.set(
      0, FractionalAvgPoolGrad(shape, context.upstream(0).dense(),
                               context.output(1), context.output(2), attrs));
  return absl::OkStatus();
}

constexpr DTypeSet kTypes = {kFloat, kDouble, kInt32, kInt64};

OpSchema PoolSchema(const char* name) {
  return OpSchema(name)
      .Input("value", "T")
      .Output("output", "T")
      .Output("row_pooling_sequence", kInt64)
      .Output("col_pooling_sequence", kInt64)
      .Attrs<FractionalPoolAttrs>()
      .Minimum("pooling_ratio", kRank)
      .Attr("T", kTypes)
      .Shape(PoolShape);
}

const OpRegistration kFractionalMaxPool =
    PoolSchema("FractionalMaxPool").Gradient(MaxPoolGradient);

const OpRegistration kFractionalAvgPool =
    PoolSchema("FractionalAvgPool").Gradient(AvgPoolGradient);

const OpRegistration kFractionalMaxPoolGrad =
    OpSchema("FractionalMaxPoolGrad")
        .Input("orig_input", "T")
        .Input("orig_output", "T")
        .Input("out_backprop", "T")
        .Input("row_pooling_sequence", kInt64)
        .Input("col_pooling_sequence", kInt64)
        .Output("output", "T")
        .Attrs<FractionalPoolGradAttrs>()
        .Attr("T", kTypes)
        .Shape(MaxPoolGradShape)
        .NotDifferentiable("is differentiated once only in TensorFlow");

const OpRegistration kFractionalAvgPoolGrad =
    OpSchema("FractionalAvgPoolGrad")
        .Input("orig_input_tensor_shape", kInt64)
        .Input("out_backprop", "T")
        .Input("row_pooling_sequence", kInt64)
        .Input("col_pooling_sequence", kInt64)
        .Output("output", "T")
        .Attrs<FractionalPoolGradAttrs>()
        .Attr("T", kTypes)
        .Shape(AvgPoolGradShape)
        .NotDifferentiable("is differentiated once only in TensorFlow");

absl::Status CheckRatio(absl::Span<const float> ratio) {
  if (ratio.size() != kRank) {
    return absl::InvalidArgumentError(absl::StrCat(
        "pooling_ratio field must specify 4 dimensions, got ", ratio.size()));
  }
  for (float each : ratio) {
    if (each >= 1) continue;  // Not <, which is false for NaN.
    return absl::InvalidArgumentError(
        absl::StrCat("pooling_ratio cannot be smaller than 1, got: ", each));
  }
  if (ratio[0] != 1 || ratio[3] != 1) {
    return absl::UnimplementedError(
        "Fractional pooling is not yet supported on the batch nor channel "
        "dimension.");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Shape> FractionalPoolShape(const Shape& value,
                                          absl::Span<const float> ratio) {
  RETURN_IF_ERROR(CheckRatio(ratio));
  RETURN_IF_ERROR(RequireImages(value, "value"));
  Shape output = Shape::OfRank(kRank);
  for (int i = 0; i < kRank && value.has_rank(); ++i) {
    const int64_t size = value.dim(i);
    if (size == Shape::kUnknown) continue;
    // In float, as TensorFlow computes it.
    const float shrunk = static_cast<float>(size) / ratio[i];
    if (shrunk < 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Pooling ratio is higher than input dimension size for dimension ", i,
          ". Input dim size: ", size, " pooling ratio: ", ratio[i]));
    }
    output.set_dim(
        i, ratio[i] == 1 ? size : static_cast<int64_t>(std::floor(shrunk)));
  }
  return output;
}

Operation FractionalMaxPool(Input value, std::vector<float> pooling_ratio,
                            FractionalPoolAttrs attrs) {
  attrs.pooling_ratio = std::move(pooling_ratio);
  return Build(kFractionalMaxPool, {value}, std::move(attrs));
}

Operation FractionalAvgPool(Input value, std::vector<float> pooling_ratio,
                            FractionalPoolAttrs attrs) {
  attrs.pooling_ratio = std::move(pooling_ratio);
  return Build(kFractionalAvgPool, {value}, std::move(attrs));
}

Output FractionalMaxPoolGrad(Input orig_input, Input orig_output,
                             Input out_backprop, Input row_pooling_sequence,
                             Input col_pooling_sequence,
                             FractionalPoolGradAttrs attrs) {
  return Build(kFractionalMaxPoolGrad,
               {orig_input, orig_output, out_backprop, row_pooling_sequence,
                col_pooling_sequence},
               std::move(attrs));
}

Output FractionalAvgPoolGrad(Input orig_input_tensor_shape, Input out_backprop,
                             Input row_pooling_sequence,
                             Input col_pooling_sequence,
                             FractionalPoolGradAttrs attrs) {
  return Build(kFractionalAvgPoolGrad,
               {orig_input_tensor_shape, out_backprop, row_pooling_sequence,
                col_pooling_sequence},
               std::move(attrs));
}

}  // namespace thalweg
