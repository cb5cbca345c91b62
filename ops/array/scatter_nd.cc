#include "thalweg/ops/array/scatter_nd.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/gather_nd.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status ScatterNdShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  RETURN_IF_ERROR(IgnoresBadIndices(attrs).status());
  ASSIGN_OR_RETURN(Shape output, context.input_as_shape(2));
  RETURN_IF_ERROR(CheckScatterNd(context.input(0), context.input(1), output));
  context.set_output(0, std::move(output));
  return absl::OkStatus();
}

absl::Status ScatterNdGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  context.set(1,
              GatherNd(context.upstream(0).dense(), context.input(0), attrs));
  return absl::OkStatus();
}

absl::Status NonAliasingAddShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  RETURN_IF_ERROR(IgnoresBadIndices(attrs).status());
  RETURN_IF_ERROR(
      CheckScatterNd(context.input(1), context.input(2), context.input(0)));
  context.set_output(0, context.input(0));
  return absl::OkStatus();
}

absl::Status NonAliasingAddGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<BadIndicesAttrs>());
  const Output gradient = context.upstream(0).dense();
  context.set(0, gradient);
  context.set(2, GatherNd(gradient, context.input(1), attrs));
  return absl::OkStatus();
}

const OpRegistration kScatterNd =
    OpSchema("ScatterNd")
        .Input("indices", "Tindices")
        .Input("updates", "T")
        .Input("shape", "Tindices")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Attr("Tindices", {kInt16, kInt32, kInt64})
        .Attrs<BadIndicesAttrs>()
        .Shape(ScatterNdShape)
        .Gradient(ScatterNdGradient);

const OpRegistration kNonAliasingAdd =
    OpSchema("ScatterNdNonAliasingAdd")
        .Input("input", "T")
        .Input("indices", "Tindices")
        .Input("updates", "T")
        .Output("output", "T")
        .Attr("T", kNumbersAndQuantized | kBool)
        .Attr("Tindices", kIndices)
        .Attrs<BadIndicesAttrs>()
        .MayOverwrite({0})
        .Shape(NonAliasingAddShape)
        .Gradient(NonAliasingAddGradient);

// "[1,2) of input[shape=[4,2]]".
std::string DimensionsOf(int64_t begin, int64_t end, const char* name,
                         const Shape& shape) {
  return absl::StrCat("[", begin, ",", end, ") of ", name,
                      "[shape=", shape.ToString(), "]");
}

absl::Status CheckFit(const Shape& indices, const Shape& updates,
                      const Shape& output) {
  const int outer = indices.rank() - 1;
  const int64_t depth = indices.dim(outer);
  if (outer > updates.rank() ||
      !indices.Slice(0, outer).IsCompatibleWith(updates.Slice(0, outer))) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Dimensions ", DimensionsOf(0, outer, "indices", indices),
        " must match dimensions ", DimensionsOf(0, outer, "updates", updates)));
  }
  if (depth == Shape::kUnknown || !output.has_rank()) return absl::OkStatus();
  const int rank = output.rank();
  if (depth > rank ||
      !output.Slice(static_cast<int>(depth), rank)
           .IsCompatibleWith(updates.Slice(outer, updates.rank()))) {
    return absl::InvalidArgumentError(
        absl::StrCat("Dimensions ", DimensionsOf(depth, rank, "input", output),
                     " must match dimensions ",
                     DimensionsOf(outer, updates.rank(), "updates", updates)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckScatterNd(const Shape& indices, const Shape& updates,
                            const Shape& output) {
  if (indices.rank() == 0) {
    return absl::InvalidArgumentError(
        "Indices shape must have rank at least one. Found: []");
  }
  if (updates.rank() == 0) {
    return absl::InvalidArgumentError(
        "Updates shape must have rank at least one. Found: []");
  }
  if (output.num_elements() == 0 &&
      (indices.num_elements() > 0 || updates.num_elements() > 0)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Indices and updates specified for empty output. indices shape: ",
        indices.ToString()));
  }
  if (!indices.has_rank() || !updates.has_rank()) return absl::OkStatus();
  return CheckFit(indices, updates, output);
}

Output ScatterNd(Input indices, Input updates, Input shape,
                 BadIndicesAttrs attrs) {
  return Build(kScatterNd, {indices, updates, shape}, attrs);
}

Output ScatterNdNonAliasingAdd(Input input, Input indices, Input updates,
                               BadIndicesAttrs attrs) {
  return Build(kNonAliasingAdd, {input, indices, updates}, attrs);
}

}  // namespace thalweg
