#include "thalweg/ops/array/gather.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/gather_gradient.h"
#include "thalweg/ops/array/values.h"

namespace thalweg {
namespace {

absl::Status GatherShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const GatherAttrs attrs, context.attrs<GatherAttrs>());
  const Shape& params = context.input(0);
  const Shape& indices = context.input(1);
  if (!RequireRank(context.input(2), 0).ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "axis must be scalar, got shape ", context.input(2).ToString()));
  }
  RETURN_IF_ERROR(RequireRankAtLeast(params, 1));
  if (!params.has_rank() || !indices.has_rank()) return absl::OkStatus();
  const std::optional<int64_t> axis = context.input_scalar(2);
  if (axis.has_value()) {
    ASSIGN_OR_RETURN(GatherExtent extent,
                     ResolveGather(params, indices, *axis, attrs.batch_dims));
    context.set_output(0, std::move(extent.output));
    return absl::OkStatus();
  }
  const int64_t batch = attrs.batch_dims < 0 ? attrs.batch_dims + indices.rank()
                                             : attrs.batch_dims;
  const int64_t rank = params.rank() - 1 + indices.rank() - batch;
  if (batch < 0 || rank < 0 || rank > Shape::kMaxRank) {
    return absl::InvalidArgumentError(
        absl::StrCat("batch_dims = ", attrs.batch_dims, " does not fit params ",
                     params.ToString(), " and indices ", indices.ToString()));
  }
  context.set_output(0, Shape::OfRank(static_cast<int>(rank)));
  return absl::OkStatus();
}

absl::Status GatherV1Shape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireRankAtLeast(context.input(0), 1));
  if (!context.input(0).has_rank() || !context.input(1).has_rank()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(GatherExtent extent,
                   ResolveGather(context.input(0), context.input(1), 0, 0));
  context.set_output(0, std::move(extent.output));
  return absl::OkStatus();
}

// From a vector, such as a shape.
absl::Status GatherValue(ShapeContext& context) {
  const std::optional<PartialValue> params = KnownVector(context, 0);
  const PartialValue* indices = context.input_value(1);
  if (!params.has_value() || indices == nullptr ||
      context.node().output_shape(0).rank() != context.input(1).rank()) {
    return absl::OkStatus();
  }
  const int64_t size = params->elements.size();
  PartialValue value;
  for (int64_t index : indices->elements) {
    const bool inside = index >= 0 && index < size;
    value.elements.push_back(inside ? params->elements[index]
                                    : PartialValue::kUnknown);
  }
  context.set_output_value(0, std::move(value));
  return absl::OkStatus();
}

const OpRegistration kGatherV2 = OpSchema("GatherV2")
                                     .Input("params", "Tparams")
                                     .Input("indices", "Tindices")
                                     .Input("axis", "Taxis")
                                     .Output("output", "Tparams")
                                     .Attrs<GatherAttrs>()
                                     .Attr("Tparams", kAnyType)
                                     .Attr("Tindices", kIndices | kInt16)
                                     .Attr("Taxis", kIndices)
                                     .Shape(GatherShape)
                                     .Value(GatherValue)
                                     .Gradient(GatherGradient);

const OpRegistration kGatherV1 = OpSchema("Gather")
                                     .Input("params", "Tparams")
                                     .Input("indices", "Tindices")
                                     .Output("output", "Tparams")
                                     .Attrs<GatherV1Attrs>()
                                     .Attr("Tparams", kAnyType)
                                     .Attr("Tindices", kIndices)
                                     .Shape(GatherV1Shape)
                                     .Value(GatherValue)
                                     .Gradient(GatherV1Gradient);

absl::Status RankTooLow(int64_t needed, int rank) {
  return absl::InvalidArgumentError(absl::StrCat(
      "Shape must be at least rank ", needed, " but is rank ", rank));
}

absl::StatusOr<int> CheckedBatchDims(const Shape& indices, int64_t batch_dims) {
  const int rank = indices.rank();
  if (batch_dims < -rank || batch_dims > rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected batch_dims in the range [", -rank, ", ", rank,
                     "], but got ", batch_dims));
  }
  return static_cast<int>(batch_dims < 0 ? batch_dims + rank : batch_dims);
}

}  // namespace

absl::StatusOr<GatherExtent> ResolveGather(const Shape& params,
                                           const Shape& indices, int64_t axis,
                                           int64_t batch_dims) {
  const int rank = params.rank();
  if (axis >= rank) return RankTooLow(axis + 1, rank);
  if (axis < -rank) return RankTooLow(-axis, rank);
  GatherExtent extent;
  extent.axis = static_cast<int>(axis < 0 ? axis + rank : axis);
  ASSIGN_OR_RETURN(extent.batch_dims, CheckedBatchDims(indices, batch_dims));
  if (extent.batch_dims > extent.axis) {
    return absl::InvalidArgumentError(absl::StrCat(
        "batch_dims (", extent.batch_dims,
        ") must be less than or equal to axis (", extent.axis, ")"));
  }
  for (int i = 0; i < extent.batch_dims; ++i) {
    ASSIGN_OR_RETURN(const int64_t dim,
                     MergeDims(params.dim(i), indices.dim(i)));
    extent.output.AddDim(dim);
  }
  const Shape output =
      extent.output.Concat(params.Slice(extent.batch_dims, extent.axis))
          .Concat(indices.Slice(extent.batch_dims, indices.rank()))
          .Concat(params.Slice(extent.axis + 1, rank));
  ASSIGN_OR_RETURN(extent.output, Shape::Make(output.dims()));
  return extent;
}

Output Gather(Input params, Input indices, Input axis, GatherAttrs attrs) {
  return Build(kGatherV2, {params, indices, axis}, attrs);
}

Output GatherV1(Input params, Input indices, GatherV1Attrs attrs) {
  return Build(kGatherV1, {params, indices}, attrs);
}

}  // namespace thalweg
