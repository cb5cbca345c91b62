#include "thalweg/ops/math/cross.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status CrossOutputShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape, CrossShape(context.input(0), context.input(1)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status CrossGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  context.set(0, Cross(context.input(1), g));
  context.set(1, Cross(g, context.input(0)));
  return absl::OkStatus();
}

const OpRegistration kCross = OpSchema("Cross")
                                  .Input("a", "T")
                                  .Input("b", "T")
                                  .Output("product", "T")
                                  .Attr("T", kRealNumbers)
                                  .Shape(CrossOutputShape)
                                  .Gradient(CrossGradient);

}  // namespace

absl::StatusOr<Shape> CrossShape(const Shape& a, const Shape& b) {
  absl::StatusOr<Shape> shape = a.MergeWith(b);
  if (!shape.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Both inputs must be of same shape: ", a.ToString(),
                     " vs. ", b.ToString()));
  }
  if (!shape->has_rank()) return shape;
  if (shape->rank() < 1) {
    return absl::InvalidArgumentError("Input must be at least 1D");
  }
  if (!MergeDims(shape->dim(shape->rank() - 1), 3).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Cross-products are only defined for 3-element vectors, "
                     "but the shape is ",
                     shape->ToString()));
  }
  shape->set_dim(shape->rank() - 1, 3);
  return shape;
}

Output Cross(Input a, Input b) { return Build(kCross, {a, b}); }

}  // namespace thalweg
