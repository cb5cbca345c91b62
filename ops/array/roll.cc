#include "thalweg/ops/array/roll.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status RequireScalarOrVector(const char* name, const Shape& shape) {
  if (shape.rank() <= 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      name, " must be a scalar or a 1-D vector. Found: ", shape.ToString()));
}

absl::StatusOr<int> RollAxis(int64_t axis, int rank) {
  if (axis < -rank || axis >= rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("axis ", axis, " is out of range"));
  }
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

absl::Status RollShape(ShapeContext& context) {
  const Shape& input = context.input(0);
  if (input.has_rank() && input.rank() == 0) {
    return absl::InvalidArgumentError("input must be 1-D or higher");
  }
  RETURN_IF_ERROR(RequireScalarOrVector("shift", context.input(1)));
  RETURN_IF_ERROR(RequireScalarOrVector("axis", context.input(2)));
  if (!context.input(1).IsCompatibleWith(context.input(2))) {
    return absl::InvalidArgumentError("shift and axis must have the same size");
  }
  const PartialValue* axis = context.input_value(2);
  if (axis != nullptr && input.has_rank()) {
    for (int64_t each : axis->elements) {
      if (each == PartialValue::kUnknown) continue;
      RETURN_IF_ERROR(RollAxis(each, input.rank()).status());
    }
  }
  return SameAsInput(context);
}

absl::Status RollGradient(GradientContext& context) {
  context.set(0, Roll(context.upstream(0).dense(), -context.input(1),
                      context.input(2)));
  return absl::OkStatus();
}

const OpRegistration kRoll = OpSchema("Roll")
                                 .Input("input", "T")
                                 .Input("shift", "Tshift")
                                 .Input("axis", "Taxis")
                                 .Output("output", "T")
                                 .Attr("T", kAnyType)
                                 .Attr("Tshift", kIndices)
                                 .Attr("Taxis", kIndices)
                                 .Shape(RollShape)
                                 .Gradient(RollGradient);

}  // namespace

absl::StatusOr<Shape::Dims> RollShifts(const Shape& input,
                                       absl::Span<const int64_t> shift,
                                       absl::Span<const int64_t> axis) {
  if (input.rank() < 1) {
    return absl::InvalidArgumentError("input must be 1-D or higher");
  }
  if (shift.size() != axis.size()) {
    return absl::InvalidArgumentError("shift and axis must have the same size");
  }
  Shape::Dims shifts(input.rank(), 0);
  for (size_t i = 0; i < axis.size(); ++i) {
    ASSIGN_OR_RETURN(const int dim, RollAxis(axis[i], input.rank()));
    const int64_t size = std::max<int64_t>(input.dim(dim), 1);
    // Both are in (-size, size).
    const int64_t sum = shifts[dim] + shift[i] % size;
    shifts[dim] = sum < 0 ? sum + size : sum % size;
  }
  return shifts;
}

Output Roll(Input input, Input shift, Input axis) {
  return Build(kRoll, {input, shift, axis});
}

}  // namespace thalweg
