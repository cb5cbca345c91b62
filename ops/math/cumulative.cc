#include "thalweg/ops/math/cumulative.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/div.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status CumulativeShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireRank(context.input(1), 0));
  RETURN_IF_ERROR(RequireRankAtLeast(context.input(0), 1));
  const auto axis = context.input_scalar(1);
  if (axis.has_value() && context.input(0).has_rank()) {
    RETURN_IF_ERROR(CumulativeAxis(*axis, context.input(0).rank()).status());
  }
  return SameAsInput(context);
}

absl::Status CumsumGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(CumulativeAttrs attrs, context.attrs<CumulativeAttrs>());
  attrs.reverse = !attrs.reverse;
  context.set(0, Cumsum(context.upstream(0).dense(), context.input(1), attrs));
  return absl::OkStatus();
}

absl::Status CumprodGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(CumulativeAttrs attrs, context.attrs<CumulativeAttrs>());
  attrs.reverse = !attrs.reverse;
  const Output weighted =
      Conjugate(context.output()) * context.upstream(0).dense();
  context.set(0, DivNoNan(Cumsum(weighted, context.input(1), attrs),
                          Conjugate(context.input(0))));
  return absl::OkStatus();
}

OpSchema Cumulative(const char* op) {
  return OpSchema(op)
      .Input("x", "T")
      .Input("axis", "Tidx")
      .Output("out", "T")
      .Attrs<CumulativeAttrs>()
      .Attr("T", kNumbersAndQuantized)
      .Attr("Tidx", kIndices, kInt32)
      .Shape(CumulativeShape);
}

const OpRegistration kCumsum = Cumulative("Cumsum").Gradient(CumsumGradient);
const OpRegistration kCumprod = Cumulative("Cumprod").Gradient(CumprodGradient);

}  // namespace

absl::StatusOr<int> CumulativeAxis(int64_t axis, int rank) {
  if (axis < -rank || axis >= rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("ScanOp: Expected scan axis in the range [", -rank, ", ",
                     rank, "), but got ", axis));
  }
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

Output Cumsum(Input x, Input axis, CumulativeAttrs attrs) {
  return Build(kCumsum, {x, axis}, attrs);
}

Output Cumprod(Input x, Input axis, CumulativeAttrs attrs) {
  return Build(kCumprod, {x, axis}, attrs);
}

}  // namespace thalweg
