#include "thalweg/ops/nn/in_top_k.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status InTopKOpShape(ShapeContext& context) {
  if (context.num_inputs() > 2 && !RequireRank(context.input(2), 0).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("k must be 0-D, got shape ", context.input(2).ToString()));
  }
  ASSIGN_OR_RETURN(Shape shape,
                   InTopKShape(context.input(0), context.input(1)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

const OpRegistration kInTopKV1 = OpSchema("InTopK")
                                     .Input("predictions", kFloat)
                                     .Input("targets", "T")
                                     .Output("precision", kBool)
                                     .Attrs<InTopKV1Attrs>()
                                     .Attr("T", kIndices, kInt32)
                                     .Shape(InTopKOpShape)
                                     .NotDifferentiable("yields bools");

const OpRegistration kInTopK = OpSchema("InTopKV2")
                                   .Input("predictions", kFloat)
                                   .Input("targets", "T")
                                   .Input("k", "T")
                                   .Output("precision", kBool)
                                   .Attr("T", kIndices, kInt32)
                                   .Shape(InTopKOpShape)
                                   .NotDifferentiable("yields bools");

}  // namespace

absl::StatusOr<Shape> InTopKShape(const Shape& predictions,
                                  const Shape& targets) {
  if (predictions.has_rank() && predictions.rank() != 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("predictions must be 2-dimensional, got shape ",
                     predictions.ToString()));
  }
  if (targets.has_rank() && targets.rank() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "targets must be 1-dimensional, got shape ", targets.ToString()));
  }
  const int64_t rows =
      predictions.has_rank() ? predictions.dim(0) : Shape::kUnknown;
  const int64_t size = targets.has_rank() ? targets.dim(0) : Shape::kUnknown;
  const absl::StatusOr<int64_t> batch = MergeDims(rows, size);
  if (batch.ok()) return Shape({*batch});
  return absl::InvalidArgumentError(
      absl::StrCat("First dimension of predictions ", rows,
                   " must match length of targets ", size));
}

Output InTopKV1(Input predictions, Input targets, int64_t k) {
  return Build(kInTopKV1, {predictions, targets}, InTopKV1Attrs{.k = k});
}

Output InTopK(Input predictions, Input targets, Input k) {
  return Build(kInTopK, {predictions, targets, k});
}

}  // namespace thalweg
