#include "thalweg/ops/nn/nth_element.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/expand_dims.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status NthElementOpShape(ShapeContext& context) {
  const Shape& n_shape = context.input(1);
  if (!RequireRank(n_shape, 0).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("N must be scalar but has rank ", n_shape.rank()));
  }
  const auto n = context.input_scalar(1);
  if (n.has_value() && *n < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("n must be non-negative but is ", *n));
  }
  ASSIGN_OR_RETURN(Shape shape, NthElementShape(context.input(0),
                                                n.value_or(Shape::kUnknown)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status NthElementGradient(GradientContext& context) {
  const Output gradient = context.upstream(0).dense();
  const Output equal =
      Cast(Equal(ExpandDims(context.output(), -1), context.input(0)),
           gradient.dtype());
  const Output count = Sum(equal, {-1}, {.keep_dims = true});
  context.set(0, equal / count * ExpandDims(gradient, -1));
  return absl::OkStatus();
}

const OpRegistration kNthElement = OpSchema("NthElement")
                                       .Input("input", "T")
                                       .Input("n", kInt32)
                                       .Output("values", "T")
                                       .Attrs<NthElementAttrs>()
                                       .Attr("T", kRealNumbers)
                                       .Shape(NthElementOpShape)
                                       .Gradient(NthElementGradient);

}  // namespace

absl::StatusOr<Shape> NthElementShape(const Shape& input, int64_t n) {
  if (!input.has_rank()) return input;
  if (input.rank() == 0) {
    return absl::InvalidArgumentError("Input must be >= 1-D, got shape []");
  }
  const int last = input.rank() - 1;
  if (input.dim(last) != Shape::kUnknown && input.dim(last) <= n) {
    return absl::InvalidArgumentError(
        absl::StrCat("Input must have last dimension > n = ", n, " but is ",
                     input.dim(last)));
  }
  return input.Slice(0, last);
}

Output NthElement(Input input, Input n, NthElementAttrs attrs) {
  return Build(kNthElement, {input, n}, attrs);
}

}  // namespace thalweg
