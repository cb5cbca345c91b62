#include "thalweg/ops/math/lin_space.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status LinSpaceShape(ShapeContext& context) {
  for (int i = 0; i < 3; ++i) {
    RETURN_IF_ERROR(CheckLinSpaceInput(i, context.input(i)));
  }
  const auto num = context.input_scalar(2);
  if (num.has_value()) RETURN_IF_ERROR(CheckLinSpaceSize(*num));
  context.set_output(0, {num.value_or(Shape::kUnknown)});
  return absl::OkStatus();
}

const OpRegistration kLinSpace =
    OpSchema("LinSpace")
        .Input("start", "T")
        .Input("stop", "T")
        .Input("num", "Tidx")
        .Output("output", "T")
        .Attr("T", kFloating)
        .Attr("Tidx", kIndices, kInt32)
        .Shape(LinSpaceShape)
        .NotDifferentiable("has none in TensorFlow either");

}  // namespace

absl::Status CheckLinSpaceInput(int i, const Shape& shape) {
  static constexpr const char* kNames[] = {"start", "stop", "num"};
  if (shape.rank() <= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      kNames[i], " must be a scalar, not shape ", shape.ToString()));
}

absl::Status CheckLinSpaceSize(int64_t num) {
  if (num > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("Requires num > 0: ", num));
}

Output LinSpace(At graph, Input start, Input stop, Input num) {
  AttrMap attrs;
  const auto is_number = [](const Input& input) {
    return input.literal_kind() == Input::Literal::kInteger ||
           input.literal_kind() == Input::Literal::kReal;
  };
  // Literals alone: 1 is an integer, which T may not be.
  if (is_number(start) && is_number(stop)) attrs.Set("T", kFloat);
  return Build(graph, kLinSpace, {start, stop, num}, std::move(attrs));
}

}  // namespace thalweg
