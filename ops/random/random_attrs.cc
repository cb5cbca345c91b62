#include "thalweg/ops/random/random_attrs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/random/rng_algorithm.h"

namespace thalweg {

namespace {

absl::Status RequireVectorOf(const Shape& shape, int64_t size) {
  RETURN_IF_ERROR(RequireRank(shape, 1));
  if (!shape.has_rank() || MergeDims(shape.dim(0), size).ok()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("Dimension must be ", size, " but is ", shape.dim(0)));
}

absl::Status RequireScalarsFrom(const ShapeContext& context, int first) {
  for (int i = first; i < context.num_inputs(); ++i) {
    RETURN_IF_ERROR(RequireRank(context.input(i), 0));
  }
  return absl::OkStatus();
}

absl::StatusOr<Shape> ShapeOfInput(ShapeContext& context) {
  RETURN_IF_ERROR(RequireRank(context.input(0), 1));
  if (const PartialValue* dims = context.input_value(0)) {
    for (int64_t dim : dims->elements) {
      if (dim < 0 && dim != PartialValue::kUnknown) {
        return absl::InvalidArgumentError(
            absl::StrCat("Dimension ", dim, " must be >= 0"));
      }
    }
  }
  return context.input_as_shape(0);
}

}  // namespace

absl::Status ShapeOfFirstInput(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape, ShapeOfInput(context));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status RequireSeed(const Shape& seed) { return RequireVectorOf(seed, 2); }

absl::Status RandomShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireScalarsFrom(context, 1));
  return ShapeOfFirstInput(context);
}

absl::Status SampleShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const Shape samples, ShapeOfInput(context));
  const Shape shape = samples.Concat(context.input(1));
  if (shape.has_rank()) RETURN_IF_ERROR(Shape::Make(shape.dims()).status());
  context.set_output(0, shape);
  return absl::OkStatus();
}

absl::Status SeededRandomShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireSeed(context.input(1)));
  RETURN_IF_ERROR(RequireScalarsFrom(context, 2));
  return ShapeOfFirstInput(context);
}

absl::Status KeyedRandomShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireVectorOf(context.input(1), kRngKeySize));
  RETURN_IF_ERROR(RequireRank(context.input(2), 1));
  RETURN_IF_ERROR(RequireScalarsFrom(context, 3));
  return ShapeOfFirstInput(context);
}

}  // namespace thalweg
