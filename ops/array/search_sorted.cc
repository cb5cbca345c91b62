#include "thalweg/ops/array/search_sorted.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status SearchShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<SearchSortedAttrs>());
  ASSIGN_OR_RETURN(
      Shape shape,
      SearchSortedShape(context.input(0), context.input(1), attrs.out_type));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

OpSchema SearchSchema(const char* op) {
  return OpSchema(op)
      .Input("sorted_inputs", "T")
      .Input("values", "T")
      .Output("output", "out_type")
      .Attr("T", kAnyType)
      .Attrs<SearchSortedAttrs>()
      .Allowed("out_type", kIndices)
      .Shape(SearchShape)
      .NotDifferentiable("yields integers");
}

const OpRegistration kLowerBound = SearchSchema("LowerBound");
const OpRegistration kUpperBound = SearchSchema("UpperBound");

absl::Status CheckMatrix(const Shape& shape, const char* name) {
  if (!shape.has_rank() || shape.rank() == 2) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("Shape must be rank 2 but is rank ", shape.rank(), " for `",
                   name, "` argument"));
}

}  // namespace

absl::StatusOr<Shape> SearchSortedShape(const Shape& sorted_inputs,
                                        const Shape& values, DType out_type) {
  RETURN_IF_ERROR(CheckMatrix(sorted_inputs, "sorted_inputs"));
  RETURN_IF_ERROR(CheckMatrix(values, "values"));
  Shape shape = values.has_rank() ? values : Shape::OfRank(2);
  if (!sorted_inputs.has_rank()) return shape;
  const absl::StatusOr<int64_t> rows =
      MergeDims(sorted_inputs.dim(0), shape.dim(0));
  if (!rows.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Leading dim_size of both tensors must match, got shapes ",
                     sorted_inputs.ToString(), " and ", values.ToString()));
  }
  shape.set_dim(0, *rows);
  if (out_type == kInt32 &&
      sorted_inputs.dim(1) >= std::numeric_limits<int32_t>::max()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "trailing dim_size must less than INT_MAX for int32 output type, was ",
        sorted_inputs.dim(1)));
  }
  return shape;
}

Output LowerBound(Input sorted_inputs, Input values, SearchSortedAttrs attrs) {
  return Build(kLowerBound, {sorted_inputs, values}, attrs);
}

Output UpperBound(Input sorted_inputs, Input values, SearchSortedAttrs attrs) {
  return Build(kUpperBound, {sorted_inputs, values}, attrs);
}

}  // namespace thalweg
