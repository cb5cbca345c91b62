#include "thalweg/ops/state/resource_gather.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/gather_gradient.h"
#include "thalweg/ops/array/gather_nd.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/state/declared_variable.h"
#include "thalweg/ops/state/read_variable.h"
#include "thalweg/ops/state/variable_shape.h"

namespace thalweg {
namespace {

absl::StatusOr<Shape> ReadShape(const ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<ReadVariableAttrs>());
  ASSIGN_OR_RETURN(DeclaredVariable variable,
                   RequireVariable(context, 0, attrs.dtype, "read"));
  return std::move(variable.shape);
}

absl::Status ResourceGatherShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<ResourceGatherAttrs>());
  ASSIGN_OR_RETURN(const Shape params, ReadShape(context));
  if (attrs.batch_dims < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "batch_dims must not be negative, got ", attrs.batch_dims));
  }
  RETURN_IF_ERROR(RequireRankAtLeast(params, 1));
  if (!params.has_rank() || !context.input(1).has_rank()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(GatherExtent extent,
                   ResolveGather(params, context.input(1), attrs.batch_dims,
                                 attrs.batch_dims));
  context.set_output(0, std::move(extent.output));
  return absl::OkStatus();
}

absl::Status ResourceGatherGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<ResourceGatherAttrs>());
  const GatheredFrom from = {
      VariableShape(context.input(0), {.out_type = kInt64}), context.input(1),
      context.upstream(0).dense()};
  if (attrs.batch_dims == 0) {
    context.set(0, GatheredRowsBack(from));
    return absl::OkStatus();
  }
  const Output axis =
      Constant(context.graph(), Tensor::Scalar(attrs.batch_dims), "axis");
  context.set(0, GatheredSlicesBack(from, axis, attrs.batch_dims));
  return absl::OkStatus();
}

absl::Status ResourceGatherNdShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const Shape params, ReadShape(context));
  ASSIGN_OR_RETURN(Shape shape, GatherNdShape(params, context.input(1)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status ResourceGatherNdGradient(GradientContext& context) {
  const Output indices = context.input(1);
  const Output shape =
      VariableShape(context.input(0), {.out_type = indices.dtype()});
  context.set(0, GatheredNdBack(context.upstream(0).dense(), indices, shape));
  return absl::OkStatus();
}

const OpRegistration kResourceGather =
    OpSchema("ResourceGather")
        .Input("resource", kResource)
        .Input("indices", "Tindices")
        .Output("output", "dtype")
        .Attrs<ResourceGatherAttrs>()
        .Attrs<ReadVariableAttrs>()
        .Attr("Tindices", kIndices)
        .Traits({Trait::kStateful, Trait::kReadsVariable})
        .Shape(ResourceGatherShape)
        .Gradient(ResourceGatherGradient);

const OpRegistration kResourceGatherNd =
    OpSchema("ResourceGatherNd")
        .Input("resource", kResource)
        .Input("indices", "Tindices")
        .Output("output", "dtype")
        .Attrs<ReadVariableAttrs>()
        .Attr("Tindices", kIndices)
        .Traits({Trait::kStateful, Trait::kReadsVariable})
        .Shape(ResourceGatherNdShape)
        .Gradient(ResourceGatherNdGradient);

}  // namespace

Output ResourceGather(Input resource, Input indices, DType dtype,
                      ResourceGatherAttrs attrs) {
  AttrMap map;
  WriteAttrFields(&VisitFields<ResourceGatherAttrs>, &attrs, map);
  map.Set("dtype", dtype);
  return Build(kResourceGather, {resource, indices}, std::move(map));
}

Output ResourceGatherNd(Input resource, Input indices, DType dtype) {
  return Build(kResourceGatherNd, {resource, indices},
               ReadVariableAttrs{dtype});
}

}  // namespace thalweg
