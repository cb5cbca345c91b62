#include "thalweg/ops/array/gather_nd.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/scatter_nd.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/reduction.h"

namespace thalweg {
namespace {

absl::Status GatherNdOpShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  RETURN_IF_ERROR(IgnoresBadIndices(attrs).status());
  ASSIGN_OR_RETURN(Shape shape,
                   GatherNdShape(context.input(0), context.input(1)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

// vector[begin:] and the scalar vector[-1].
Output Tail(const Output& vector, const Input& begin) {
  return StridedSlice(vector, begin, Input({0}), Input({1}), {.end_mask = 1});
}
Output Last(const Output& vector) {
  return StridedSlice(vector, {-1}, {0}, {1},
                      {.end_mask = 1, .shrink_axis_mask = 1});
}

// Tuples of one index: row indices[i, 0] gets row i of the upstream gradient.
IndexedSlices RowsBack(const Output& gradient, const Output& indices,
                       const Output& params_shape) {
  return {gradient, Reshape(indices, {-1}), params_shape};
}

// ScatterNd wants a matrix of tuples at least.
Output SlicesBack(const Output& gradient, const Output& indices,
                  const Output& params_shape, const BadIndicesAttrs& attrs) {
  if (indices.shape().rank() >= 2) {
    return ScatterNd(indices, gradient, params_shape, attrs);
  }
  const Output indices_shape = ShapeOf(indices, {.out_type = indices.dtype()});
  const Output depth = Reshape(Last(indices_shape), {1});
  const Output outer = StridedSlice(indices_shape, {0}, {-1}, {1});
  const Output count = Reshape(Prod(outer, {0}), {1});
  const Output tuples = Reshape(indices, Concat({count, depth}, 0));
  const Output rows =
      Reshape(gradient, Concat({count, Tail(params_shape, depth)}, 0));
  return ScatterNd(tuples, rows, params_shape, attrs);
}

absl::Status GatherNdGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  ASSIGN_OR_RETURN(const bool ignores, IgnoresBadIndices(attrs));
  const Output gradient = context.upstream(0).dense();
  Output indices = context.input(1);
  if (indices.dtype() == kInt16) indices = Cast(indices, kInt32);
  const Output params_shape =
      ShapeOf(context.input(0), {.out_type = indices.dtype()});
  context.set(0, ignores ? SlicesBack(gradient, indices, params_shape, attrs)
                         : GatheredNdBack(gradient, indices, params_shape));
  return absl::OkStatus();
}

const OpRegistration kGatherNd = OpSchema("GatherNd")
                                     .Input("params", "Tparams")
                                     .Input("indices", "Tindices")
                                     .Output("output", "Tparams")
                                     .Attr("Tparams", kAnyType)
                                     .Attr("Tindices", {kInt16, kInt32, kInt64})
                                     .Attrs<BadIndicesAttrs>()
                                     .Shape(GatherNdOpShape)
                                     .Gradient(GatherNdGradient);

}  // namespace

GradientValue GatheredNdBack(const Output& gradient, const Output& indices,
                             const Output& params_shape) {
  const Shape shape = indices.shape();
  if (shape.rank() == 2 && shape.dim(1) == 1) {
    return RowsBack(gradient, indices, params_shape);
  }
  return SlicesBack(gradient, indices, params_shape, {});
}

absl::StatusOr<Shape> GatherNdShape(const Shape& params, const Shape& indices) {
  if (params.rank() == 0) {
    return absl::InvalidArgumentError("params must be at least a vector");
  }
  if (indices.rank() == 0) {
    return absl::InvalidArgumentError("indices must be at least a vector");
  }
  if (!params.has_rank() || !indices.has_rank()) return Shape::Unknown();
  const int outer = indices.rank() - 1;
  const int64_t depth = indices.dim(outer);
  if (depth == Shape::kUnknown) return Shape::Unknown();
  if (depth > params.rank()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "index innermost dimension length must be <= params rank; saw: ", depth,
        " vs. ", params.rank()));
  }
  const Shape shape = indices.Slice(0, outer).Concat(
      params.Slice(static_cast<int>(depth), params.rank()));
  return Shape::Make(shape.dims());
}

Output GatherNd(Input params, Input indices, BadIndicesAttrs attrs) {
  return Build(kGatherNd, {params, indices}, attrs);
}

}  // namespace thalweg
