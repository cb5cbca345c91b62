#include "thalweg/ops/array/expand_dims.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/values.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status ExpandDimsShape(ShapeContext& context) {
  const int64_t dim_size = context.input(1).num_elements();
  if (dim_size >= 0 && dim_size != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("'dim' must be a tensor with a single value, got shape ",
                     context.input(1).ToString()));
  }
  if (!context.input(0).has_rank()) return absl::OkStatus();
  const PartialValue* dim = context.input_value(1);
  if (dim == nullptr || !dim->IsKnown() || dim->elements.size() != 1) {
    context.set_output(0, Shape::OfRank(context.input(0).rank() + 1));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Shape shape,
                   ExpandedShape(context.input(0), dim->elements[0]));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status SqueezeShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(SqueezeAttrs attrs, context.attrs<SqueezeAttrs>());
  ASSIGN_OR_RETURN(Shape shape,
                   SqueezedShape(context.input(0), attrs.squeeze_dims));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

// Of both ops.
absl::Status ExpandDimsGradient(GradientContext& context) {
  context.set(0,
              Reshape(context.upstream(0).dense(), ShapeOf(context.input(0))));
  return absl::OkStatus();
}

const OpRegistration kExpandDims =
    OpSchema("ExpandDims")
        .Input("input", "T")
        .Input("dim", "Tdim")
        .Output("output", "T")
        .Attr("T", kAnyType)
        .Attr("Tdim", kIndices, kInt32)
        .Traits({Trait::kView, Trait::kExpandDims})
        .Shape(ExpandDimsShape)
        .Value(PassValue)
        .Gradient(ExpandDimsGradient);

const OpRegistration kSqueeze = OpSchema("Squeeze")
                                    .Input("input", "T")
                                    .Output("output", "T")
                                    .Attr("T", kAnyType)
                                    .Attrs<SqueezeAttrs>()
                                    .Minimum("squeeze_dims", 0)
                                    .Traits({Trait::kView})
                                    .Shape(SqueezeShape)
                                    .Value(PassValue)
                                    .Gradient(ExpandDimsGradient);

}  // namespace

absl::StatusOr<Shape> ExpandedShape(const Shape& input, int64_t dim) {
  if (!input.has_rank()) return Shape::Unknown();
  const int rank = input.rank();
  if (dim < -rank - 1 || dim > rank) {
    return absl::InvalidArgumentError(absl::StrCat("Tried to expand dim index ",
                                                   dim, " for tensor with ",
                                                   rank, " dimensions."));
  }
  if (rank == Shape::kMaxRank) {
    return absl::InvalidArgumentError(
        absl::StrCat("a shape has at most ", Shape::kMaxRank, " dimensions"));
  }
  const int at = static_cast<int>(dim < 0 ? dim + rank + 1 : dim);
  return input.Slice(0, at).Concat({1}).Concat(input.Slice(at, rank));
}

absl::StatusOr<Shape> SqueezedShape(const Shape& input,
                                    absl::Span<const int64_t> squeeze_dims) {
  if (!input.has_rank()) return Shape::Unknown();
  const int rank = input.rank();
  absl::InlinedVector<bool, 8> removed(rank, false);
  for (int64_t dim : squeeze_dims) {
    if (dim < -rank || dim >= rank) {
      return absl::InvalidArgumentError(
          absl::StrCat("Tried to squeeze dim index ", dim, " for tensor with ",
                       rank, " dimensions."));
    }
    removed[dim < 0 ? dim + rank : dim] = true;
  }
  Shape shape;
  for (int i = 0; i < rank; ++i) {
    const int64_t dim = input.dim(i);
    if (squeeze_dims.empty()) {
      // An unknown dimension may be 1 or not, so not even the rank is known.
      if (dim == Shape::kUnknown) return Shape::Unknown();
      if (dim != 1) shape.AddDim(dim);
    } else if (!removed[i]) {
      shape.AddDim(dim);
    } else if (dim != 1 && dim != Shape::kUnknown) {
      return absl::InvalidArgumentError(
          absl::StrCat("Can not squeeze dim[", i,
                       "], expected a dimension of 1, got ", dim));
    }
  }
  return shape;
}

Output ExpandDims(Input input, Input dim) {
  return Build(kExpandDims, {input, dim});
}

Output Squeeze(Input input, SqueezeAttrs attrs) {
  return Build(kSqueeze, {input}, std::move(attrs));
}

}  // namespace thalweg
