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

}  // namespace

absl::Status ApplyShape(ShapeContext& context, int variables, int gradient) {
  Shape shape = Shape::Unknown();
  for (int i = 0; i < context.num_inputs(); ++i) {
    if (i >= variables && i != gradient) {
      if (context.input(i).has_rank() && context.input(i).rank() != 0) {
        return absl::InvalidArgumentError(
            absl::StrCat(InputName(context, i),
                         " is not a scalar: ", context.input(i).ToString()));
      }
      continue;
    }
    ASSIGN_OR_RETURN(
        const Shape input,
        ApplyInputShape(context, i, context.input_dtype(gradient)));
    if (!shape.IsCompatibleWith(input)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "var and ", InputName(context, i), " do not have the same shape",
          shape.ToString(), " ", input.ToString()));
    }
    ASSIGN_OR_RETURN(shape, shape.MergeWith(input));
  }
  if (context.num_outputs() > 0) context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

}  // namespace thalweg
