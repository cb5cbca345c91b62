#include "thalweg/ops/math/select.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"

namespace thalweg {
namespace {

absl::Status SelectShape(ShapeContext& context) {
  absl::StatusOr<Shape> shape =
      BroadcastShapes(context.input(1), context.input(2));
  if (shape.ok()) shape = BroadcastShapes(context.input(0), *shape);
  if (!shape.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("condition ", context.input(0).ToString(), ", then ",
                     context.input(1).ToString(), ", and else ",
                     context.input(2).ToString(), " must be broadcastable"));
  }
  context.set_output(0, *std::move(shape));
  return absl::OkStatus();
}

absl::Status SelectGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output condition = context.input(0);
  const Output zero = ZerosLike(g);
  const Output taken[2] = {Select(condition, g, zero),
                           Select(condition, zero, g)};
  for (int i = 1; i <= 2; ++i) {
    context.set(i,
                SumToShapeOf(context.input(i), context.output(), taken[i - 1]));
  }
  return absl::OkStatus();
}

absl::Status SelectV1Shape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape, context.input(1).MergeWith(context.input(2)));
  const Shape& condition = context.input(0);
  if (condition.rank() == 1 && shape.has_rank()) {
    RETURN_IF_ERROR(RequireRankAtLeast(shape, 1));
    ASSIGN_OR_RETURN(int64_t rows, MergeDims(shape.dim(0), condition.dim(0)));
    shape.set_dim(0, rows);
  } else if (condition.rank() > 1) {
    ASSIGN_OR_RETURN(shape, shape.MergeWith(condition));
  }
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status SelectV1Gradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output zero = ZerosLike(g);
  context.set(1, SelectV1(context.input(0), g, zero));
  context.set(2, SelectV1(context.input(0), zero, g));
  return absl::OkStatus();
}

const OpRegistration kSelect = OpSchema("SelectV2")
                                   .Input("condition", kBool)
                                   .Input("t", "T")
                                   .Input("e", "T")
                                   .Output("output", "T")
                                   .Attr("T", kAnyType)
                                   .Traits({Trait::kElementwise})
                                   .MayOverwrite({1, 2})
                                   .Shape(SelectShape)
                                   .Gradient(SelectGradient);

const OpRegistration kSelectV1 = OpSchema("Select")
                                     .Input("condition", kBool)
                                     .Input("t", "T")
                                     .Input("e", "T")
                                     .Output("output", "T")
                                     .Attr("T", kAnyType)
                                     .MayOverwrite({1, 2})
                                     .Shape(SelectV1Shape)
                                     .Gradient(SelectV1Gradient);

}  // namespace

Output Select(Input condition, Input t, Input e) {
  return Build(kSelect, {condition, t, e});
}

Output SelectV1(Input condition, Input t, Input e) {
  return Build(kSelectV1, {condition, t, e});
}

}  // namespace thalweg
