#include "thalweg/ops/nn/softmax_cross_entropy.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/expand_dims.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/nn/softmax.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SetLossShapes(ShapeContext& context, const Shape& backprop) {
  context.set_output(0, Shape({backprop.dim(0)}));
  context.set_output(1, backprop);
  return absl::OkStatus();
}

absl::Status DenseLossShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape,
                   CrossEntropyShape(context.input(0), context.input(1)));
  return SetLossShapes(context, shape);
}

absl::Status SparseLossShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape,
                   SparseCrossEntropyShape(context.input(0), context.input(1)));
  return SetLossShapes(context, shape);
}

template <bool sparse>
absl::Status ScaledLossShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape,
                   ScaledCrossEntropyShape(context.input(0), context.input(1),
                                           context.input(2), sparse));
  return SetLossShapes(context, shape);
}

// One number a row for each class.
Output PerClass(const Output& rows) { return ExpandDims(rows, -1); }

// By the features: of the loss, and of backprop = softmax - labels.
Output FeaturesGradient(GradientContext& context) {
  Output gradient;
  if (!context.upstream(0).absent()) {
    gradient = PerClass(context.upstream(0).dense()) * context.output(1);
  }
  if (!context.upstream(1).absent()) {
    const Output g = context.upstream(1).dense();
    const Output p = Softmax(context.input(0));
    const Output second = (g - Sum(g * p, {-1}, {.keep_dims = true})) * p;
    gradient = gradient ? gradient + second : second;
  }
  return gradient;
}

// Sums over the dimensions that `operand` is known to repeat along. What is
// not known is taken to be equal, as TensorFlow takes it.
Output SumRepeated(const Output& gradient, const Output& operand,
                   const Output& other) {
  Output sum = gradient;
  const Shape shape = operand.shape(), other_shape = other.shape();
  if (shape.rank() != 2 || other_shape.rank() != 2) return sum;
  for (int dim = 0; dim < 2; ++dim) {
    if (shape.dim(dim) == 1 && other_shape.dim(dim) != 1) {
      sum = Sum(sum, dim, {.keep_dims = true});
    }
  }
  return sum;
}

absl::Status DenseLossGradient(GradientContext& context) {
  const Output features = context.input(0), labels = context.input(1);
  context.set(0, SumRepeated(FeaturesGradient(context), features, labels));
  Output by_labels;
  if (!context.upstream(0).absent()) {
    by_labels = PerClass(context.upstream(0).dense()) * -LogSoftmax(features);
  }
  if (!context.upstream(1).absent()) {
    const Output second = -context.upstream(1).dense();
    by_labels = by_labels ? by_labels + second : second;
  }
  context.set(1, SumRepeated(by_labels, labels, features));
  return absl::OkStatus();
}

absl::Status SparseLossGradient(GradientContext& context) {
  context.set(0, FeaturesGradient(context));
  return absl::OkStatus();
}

const OpRegistration kDenseLoss =
    OpSchema("SoftmaxCrossEntropyWithLogits")
        .Input("features", "T")
        .Input("labels", "T")
        .Output("loss", "T")
        .Output("backprop", "T")
        .Attr("T", kFloating)
        .Traits({Trait::kLossWithGradient})
        .FusedForm("_SoftmaxCrossEntropyWithScaledGradient")
        .Shape(DenseLossShape)
        .Gradient(DenseLossGradient);

const OpRegistration kSparseLoss =
    OpSchema("SparseSoftmaxCrossEntropyWithLogits")
        .Input("features", "T")
        .Input("labels", "Tlabels")
        .Output("loss", "T")
        .Output("backprop", "T")
        .Attr("T", kFloating)
        .Attr("Tlabels", kIndices, kInt64)
        .Traits({Trait::kLossWithGradient})
        .FusedForm("_SparseSoftmaxCrossEntropyWithScaledGradient")
        .Shape(SparseLossShape)
        .Gradient(SparseLossGradient);

const OpRegistration kScaledLoss =
    OpSchema("_SoftmaxCrossEntropyWithScaledGradient")
        .Input("features", "T")
        .Input("labels", "T")
        .Input("scale", "T")
        .Output("loss", "T")
        .Output("backprop", "T")
        .Attr("T", kFloating)
        .Shape(ScaledLossShape<false>)
        .NotDifferentiable("is made of a graph that is differentiated already");

const OpRegistration kScaledSparseLoss =
    OpSchema("_SparseSoftmaxCrossEntropyWithScaledGradient")
        .Input("features", "T")
        .Input("labels", "Tlabels")
        .Input("scale", "T")
        .Output("loss", "T")
        .Output("backprop", "T")
        .Attr("T", kFloating)
        .Attr("Tlabels", kIndices, kInt64)
        .Shape(ScaledLossShape<true>)
        .NotDifferentiable("is made of a graph that is differentiated already");

absl::Status CheckLossRank(const Shape& shape, int rank, const char* what) {
  if (!shape.has_rank() || shape.rank() == rank) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      what, " must be ", rank, "-D, but got shape ", shape.ToString()));
}

}  // namespace

absl::StatusOr<Shape> CrossEntropyShape(const Shape& features,
                                        const Shape& labels) {
  absl::StatusOr<Shape> shape = BroadcastShapes(features, labels);
  if (!shape.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("logits and labels must be broadcastable: logits_size=",
                     features.ToString(), " labels_size=", labels.ToString()));
  }
  if (!shape->has_rank()) return Shape::OfRank(2);
  if (shape->rank() != 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "logits and labels must be either 2-dimensional, or broadcasted to be "
        "2-dimensional: logits_size=",
        features.ToString(), " labels_size=", labels.ToString()));
  }
  return shape;
}

absl::StatusOr<Shape> SparseCrossEntropyShape(const Shape& features,
                                              const Shape& labels) {
  RETURN_IF_ERROR(CheckLossRank(features, 2, "logits"));
  RETURN_IF_ERROR(CheckLossRank(labels, 1, "labels"));
  Shape shape = features.has_rank() ? features : Shape::OfRank(2);
  if (labels.has_rank()) {
    absl::StatusOr<int64_t> batch = MergeDims(shape.dim(0), labels.dim(0));
    if (!batch.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "logits and labels must have the same first dimension, got logits "
          "shape ",
          features.ToString(), " and labels shape ", labels.ToString()));
    }
    shape.set_dim(0, *batch);
  }
  if (shape.dim(1) == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("Must have at least one class, but got logits shape ",
                     features.ToString()));
  }
  return shape;
}

absl::StatusOr<Shape> ScaledCrossEntropyShape(const Shape& features,
                                              const Shape& labels,
                                              const Shape& scale, bool sparse) {
  RETURN_IF_ERROR(CheckLossRank(scale, 1, "scale"));
  if (!sparse && !features.IsCompatibleWith(labels)) {
    return absl::InvalidArgumentError(
        absl::StrCat("logits and labels must have the same shape, got ",
                     features.ToString(), " and ", labels.ToString()));
  }
  ASSIGN_OR_RETURN(Shape shape, sparse
                                    ? SparseCrossEntropyShape(features, labels)
                                    : CrossEntropyShape(features, labels));
  if (scale.has_rank()) {
    ASSIGN_OR_RETURN(const int64_t batch,
                     MergeDims(shape.dim(0), scale.dim(0)));
    shape.set_dim(0, batch);
  }
  return shape;
}

Operation SoftmaxCrossEntropyWithLogits(Input features, Input labels) {
  return Build(kDenseLoss, {features, labels});
}

Operation SparseSoftmaxCrossEntropyWithLogits(Input features, Input labels) {
  return Build(kSparseLoss, {features, labels});
}

Operation SoftmaxCrossEntropyWithScaledGradient(Input features, Input labels,
                                                Input scale) {
  return Build(kScaledLoss, {features, labels, scale});
}

Operation SparseSoftmaxCrossEntropyWithScaledGradient(Input features,
                                                      Input labels,
                                                      Input scale) {
  return Build(kScaledSparseLoss, {features, labels, scale});
}

}  // namespace thalweg
