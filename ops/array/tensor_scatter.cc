#include "thalweg/ops/array/tensor_scatter.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/gather_nd.h"
#include "thalweg/ops/array/scatter_nd.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status TensorScatterShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  RETURN_IF_ERROR(IgnoresBadIndices(attrs).status());
  const Shape& tensor = context.input(0);
  RETURN_IF_ERROR(RequireRankAtLeast(tensor, 1));
  RETURN_IF_ERROR(CheckScatterNd(context.input(1), context.input(2), tensor));
  context.set_output(0, tensor);
  return absl::OkStatus();
}

absl::Status UpdateGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  const Output gradient = context.upstream(0).dense();
  const Output indices = context.input(1);
  context.set(0, TensorScatterUpdate(gradient, indices,
                                     ZerosLike(context.input(2)), attrs));
  context.set(2, GatherNd(gradient, indices, attrs));
  return absl::OkStatus();
}

template <bool negative>
absl::Status SumGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  const Output gradient = context.upstream(0).dense();
  const Output slices = GatherNd(gradient, context.input(1), attrs);
  context.set(0, gradient);
  context.set(2, negative ? -slices : slices);
  return absl::OkStatus();
}

// Where several elements equal the result, each gets an equal part.
absl::Status ExtremeGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  const Output gradient = context.upstream(0).dense();
  const Output tensor = context.input(0), result = context.output();
  const Output indices = context.input(1);
  const DType dtype = gradient.dtype();
  const Output from_tensor = Cast(Equal(tensor, result), dtype);
  const Output from_updates =
      Cast(Equal(context.input(2), GatherNd(result, indices, attrs)), dtype);
  const Output shape = ShapeOf(tensor, {.out_type = indices.dtype()});
  const Output parts =
      from_tensor + ScatterNd(indices, from_updates, shape, attrs);
  context.set(0, gradient * from_tensor / parts);
  context.set(2, GatherNd(gradient / parts, indices, attrs) * from_updates);
  return absl::OkStatus();
}

OpSchema TensorScatterSchema(const char* op, DTypeSet index_types,
                             GradientFunction gradient) {
  return OpSchema(op)
      .Input("tensor", "T")
      .Input("indices", "Tindices")
      .Input("updates", "T")
      .Output("output", "T")
      .Attr("T", kAnyType)
      .Attr("Tindices", index_types)
      .Attrs<BadIndicesAttrs>()
      .MayOverwrite({0})
      .Shape(TensorScatterShape)
      .Gradient(gradient);
}

const OpRegistration kUpdate = TensorScatterSchema(
    "TensorScatterUpdate", {kInt16, kInt32, kInt64, kUint16}, UpdateGradient);
const OpRegistration kAdd =
    TensorScatterSchema("TensorScatterAdd", kIndices, SumGradient<false>);
const OpRegistration kSub =
    TensorScatterSchema("TensorScatterSub", kIndices, SumGradient<true>);
const OpRegistration kMax =
    TensorScatterSchema("TensorScatterMax", kIndices, ExtremeGradient);
const OpRegistration kMin =
    TensorScatterSchema("TensorScatterMin", kIndices, ExtremeGradient);

}  // namespace

Output TensorScatterUpdate(Input tensor, Input indices, Input updates,
                           BadIndicesAttrs attrs) {
  return Build(kUpdate, {tensor, indices, updates}, attrs);
}

Output TensorScatterAdd(Input tensor, Input indices, Input updates,
                        BadIndicesAttrs attrs) {
  return Build(kAdd, {tensor, indices, updates}, attrs);
}

Output TensorScatterSub(Input tensor, Input indices, Input updates,
                        BadIndicesAttrs attrs) {
  return Build(kSub, {tensor, indices, updates}, attrs);
}

Output TensorScatterMax(Input tensor, Input indices, Input updates,
                        BadIndicesAttrs attrs) {
  return Build(kMax, {tensor, indices, updates}, attrs);
}

Output TensorScatterMin(Input tensor, Input indices, Input updates,
                        BadIndicesAttrs attrs) {
  return Build(kMin, {tensor, indices, updates}, attrs);
}

}  // namespace thalweg
