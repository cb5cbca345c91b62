#include "thalweg/ops/training/apply_shape.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/state/declared_variable.h"

namespace thalweg {
namespace {

// What is known of the shape of the variable, or gradient, that input i is.
absl::StatusOr<Shape> ApplyInputShape(const ShapeContext& context, int i,
                                      DType dtype) {
  if (context.input_dtype(i) != kResource) return context.input(i);
  ASSIGN_OR_RETURN(DeclaredVariable variable,
                   RequireVariable(context, i, dtype, "update"));
  return std::move(variable.shape);
}

absl::string_view InputName(const ShapeContext& context, int i) {
  return context.node().op().inputs()[i].name;
}

absl::Status CheckScalar(const ShapeContext& context, int i) {
  const Shape& shape = context.input(i);
  if (!shape.has_rank() || shape.rank() == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      InputName(context, i), " is not a scalar: ", shape.ToString()));
}

// What is known of the shape that inputs i, [0, variables) among them, have in
// common with `shape`.
absl::StatusOr<Shape> MergeApplyInput(const ShapeContext& context, int i,
                                      DType dtype, const Shape& shape) {
  ASSIGN_OR_RETURN(const Shape input, ApplyInputShape(context, i, dtype));
  if (shape.IsCompatibleWith(input)) return shape.MergeWith(input);
  return absl::InvalidArgumentError(absl::StrCat(
      "var and ", InputName(context, i), " do not have the same shape",
      shape.ToString(), " ", input.ToString()));
}

}  // namespace

absl::Status ApplyShape(ShapeContext& context, int variables, int gradient) {
  const DType dtype = context.input_dtype(gradient);
  Shape shape = Shape::Unknown();
  for (int i = 0; i < context.num_inputs(); ++i) {
    if (i >= variables && i != gradient) {
      RETURN_IF_ERROR(CheckScalar(context, i));
      continue;
    }
    ASSIGN_OR_RETURN(shape, MergeApplyInput(context, i, dtype, shape));
  }
  if (context.num_outputs() > 0) context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status SparseApplyShape(ShapeContext& context, int variables,
                              int gradient, int indices) {
  const DType dtype = context.input_dtype(gradient);
  Shape shape = Shape::Unknown();
  for (int i = 0; i < context.num_inputs(); ++i) {
    if (i < variables) {
      ASSIGN_OR_RETURN(shape, MergeApplyInput(context, i, dtype, shape));
    } else if (i != gradient && i != indices) {
      RETURN_IF_ERROR(CheckScalar(context, i));
    }
  }
  RETURN_IF_ERROR(
      CheckSparseApply(shape, context.input(gradient), context.input(indices)));
  if (context.num_outputs() > 0) context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status CheckSparseApply(const Shape& variable, const Shape& gradient,
                              const Shape& indices) {
  if (indices.has_rank() && indices.rank() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "indices must be one-dimensional, got shape ", indices.ToString()));
  }
  if (variable.has_rank() && variable.rank() == 0) {
    return absl::InvalidArgumentError("var must be at least 1 dimensional");
  }
  if (!gradient.has_rank()) return absl::OkStatus();
  if (gradient.rank() == 0 || !gradient.Slice(0, 1).IsCompatibleWith(indices)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "grad must be the same size as indices in the first dimension. They "
        "are ",
        gradient.ToString(), " and ", indices.ToString()));
  }
  if (!variable.has_rank() ||
      variable.Slice(1, variable.rank())
          .IsCompatibleWith(gradient.Slice(1, gradient.rank()))) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "var and grad must match but for their first dimension, got ",
      variable.ToString(), " and ", gradient.ToString()));
}

}  // namespace thalweg
