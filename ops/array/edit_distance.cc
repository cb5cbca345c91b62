#include "thalweg/ops/array/edit_distance.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status EditDistanceOpShape(ShapeContext& context) {
  for (int first : {0, 3}) {
    RETURN_IF_ERROR(RequireRank(context.input(first), 2));
    RETURN_IF_ERROR(RequireRank(context.input(first + 1), 1));
    RETURN_IF_ERROR(RequireRank(context.input(first + 2), 1));
  }
  ASSIGN_OR_RETURN(const Shape hypothesis, context.input_as_shape(2));
  ASSIGN_OR_RETURN(const Shape truth, context.input_as_shape(5));
  if (!hypothesis.has_rank() || !truth.has_rank()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Shape shape, EditDistanceShape(hypothesis, truth));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

const OpRegistration kEditDistance = OpSchema("EditDistance")
                                         .Input("hypothesis_indices", kInt64)
                                         .Input("hypothesis_values", "T")
                                         .Input("hypothesis_shape", kInt64)
                                         .Input("truth_indices", kInt64)
                                         .Input("truth_values", "T")
                                         .Input("truth_shape", kInt64)
                                         .Output("output", kFloat)
                                         .Attrs<EditDistanceAttrs>()
                                         .Attr("T", kAnyType)
                                         .Shape(EditDistanceOpShape)
                                         .NotDifferentiable("counts");

}  // namespace

absl::StatusOr<Shape> EditDistanceShape(const Shape& hypothesis,
                                        const Shape& truth) {
  if (truth.rank() < 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Input SparseTensors must have rank at least 2, but truth_shape rank "
        "is: ",
        truth.rank()));
  }
  if (truth.rank() != hypothesis.rank()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected truth and hypothesis to have matching ranks, "
                     "but saw shapes: ",
                     truth.ToString(), " and ", hypothesis.ToString()));
  }
  Shape::Dims dims;
  for (int i = 0; i < truth.rank() - 1; ++i) {
    const int64_t a = hypothesis.dim(i), b = truth.dim(i);
    dims.push_back(std::min(a, b) < 0 ? std::min(a, b) : std::max(a, b));
  }
  return Shape::Make(dims);
}

Output EditDistance(Input hypothesis_indices, Input hypothesis_values,
                    Input hypothesis_shape, Input truth_indices,
                    Input truth_values, Input truth_shape,
                    EditDistanceAttrs attrs) {
  return Build(kEditDistance,
               {hypothesis_indices, hypothesis_values, hypothesis_shape,
                truth_indices, truth_values, truth_shape},
               attrs);
}

}  // namespace thalweg
