#include "thalweg/ops/nn/top_k.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/scatter_nd.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/range.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SetTopKShapes(ShapeContext& context, int64_t k) {
  ASSIGN_OR_RETURN(const Shape shape, TopKShape(context.input(0), k));
  context.set_output(0, shape);
  context.set_output(1, shape);
  return absl::OkStatus();
}

absl::Status TopKV1OpShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<TopKV1Attrs>());
  return SetTopKShapes(context, attrs.k);
}

absl::Status TopKOpShape(ShapeContext& context) {
  if (!RequireRank(context.input(1), 0).ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "k must be scalar, got shape ", context.input(1).ToString()));
  }
  const auto k = context.input_scalar(1);
  if (k.has_value() && *k < 0) {
    return absl::InvalidArgumentError(absl::StrCat("Need k >= 0, got ", *k));
  }
  return SetTopKShapes(context, k.value_or(Shape::kUnknown));
}

// The last element of a vector, as a scalar.
Output Last(const Output& vector) {
  return StridedSlice(vector, {-1}, {0}, {1},
                      {.end_mask = 1, .shrink_axis_mask = 1});
}

absl::Status TopKGradient(GradientContext& context) {
  if (context.upstream(0).absent()) return absl::OkStatus();
  context.set(0, PutTopKBack(context.upstream(0).dense(), context.output(1),
                             ShapeOf(context.input(0), {.out_type = kInt64})));
  return absl::OkStatus();
}

const OpRegistration kTopKV1 = OpSchema("TopK")
                                   .Input("input", "T")
                                   .Output("values", "T")
                                   .Output("indices", kInt32)
                                   .Attrs<TopKV1Attrs>()
                                   .Minimum("k", 0)
                                   .Attr("T", kRealNumbers)
                                   .Deprecated(7, "Use TopKV2 instead")
                                   .Shape(TopKV1OpShape)
                                   .Gradient(TopKGradient);

const OpRegistration kTopK =
    OpSchema("TopKV2")
        .Input("input", "T")
        .Input("k", "Tk")
        .Output("values", "T")
        .Output("indices", "index_type")
        .Attrs<TopKAttrs>()
        .Allowed("index_type", {kInt16, kInt32, kInt64})
        .Attr("T", kRealNumbers)
        .Attr("Tk", {kInt16, kInt32, kInt64}, kInt32)
        .Shape(TopKOpShape)
        .Gradient(TopKGradient);

}  // namespace

absl::StatusOr<Shape> TopKShape(const Shape& input, int64_t k) {
  if (!input.has_rank()) return input;
  if (input.rank() == 0) {
    return absl::InvalidArgumentError("input must be >= 1-D, got shape []");
  }
  const int last = input.rank() - 1;
  if (input.dim(last) != Shape::kUnknown && input.dim(last) < k) {
    return absl::InvalidArgumentError(
        absl::StrCat("input must have at least k columns: expected ", k,
                     ", got ", input.dim(last)));
  }
  Shape shape = input;
  shape.set_dim(last, k);
  return Shape::Make(shape.dims());
}

Output PutTopKBack(const Output& gradient, const Output& indices,
                   const Output& shape) {
  const Output k = Last(ShapeOf(indices, {.out_type = kInt64}));
  const Output columns = Last(shape);
  const Output rows = Prod(StridedSlice(shape, {0}, {-1}, {1}), {0});
  // Where each row begins in the input, as one long vector.
  const Output starts =
      Reshape(Range(gradient.graph(), 0, rows, 1) * columns, {-1, 1});
  const Output places =
      Reshape(Cast(indices, kInt64), Pack({rows, k})) + starts;
  const Output scattered =
      ScatterNd(Reshape(places, {-1, 1}), Reshape(gradient, {-1}),
                Reshape(rows * columns, {1}));
  return Reshape(scattered, shape);
}

Operation TopK(Input input, Input k, TopKAttrs attrs) {
  return Build(kTopK, {input, k}, attrs);
}

Operation TopKV1(Input input, int64_t k, bool sorted) {
  return Build(kTopKV1, {input}, TopKV1Attrs{.k = k, .sorted = sorted});
}

}  // namespace thalweg
