#include "thalweg/ops/math/cumulative.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/div.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/math/log.h"
#include "thalweg/ops/math/select.h"
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

// The lowest finite number of the dtype, which stands for the logarithm of 0
// where infinities would cancel each other.
Output LowestLike(const Output& x) {
  double lowest = std::numeric_limits<double>::lowest();
  if (x.dtype() == kFloat) lowest = std::numeric_limits<float>::lowest();
  if (x.dtype() == kHalf) lowest = -65504;
  if (x.dtype() == kBfloat16) lowest = -0x1.fep127;
  return Cast(Constant(x.graph(), Tensor::Scalar(lowest)), x.dtype());
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

// Through logarithms too, so that nothing overflows: the positive and the
// negative part of the upstream gradient each for itself.
absl::Status CumulativeLogsumexpGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(CumulativeAttrs attrs, context.attrs<CumulativeAttrs>());
  attrs.reverse = !attrs.reverse;
  const Output g = context.upstream(0).dense();
  const Output x = context.input(0);
  const Output lowest = LowestLike(g);
  const auto part = [&](const Output& positive) {
    const Output logarithm =
        Select(positive > 0, Log(positive), lowest) - context.output();
    return Exp(CumulativeLogsumexp(logarithm, context.input(1), attrs) + x);
  };
  context.set(0, part(g) - part(-g));
  return absl::OkStatus();
}

OpSchema Cumulative(const char* op, DTypeSet types) {
  return OpSchema(op)
      .Input("x", "T")
      .Input("axis", "Tidx")
      .Output("out", "T")
      .Attrs<CumulativeAttrs>()
      .Attr("T", types)
      .Attr("Tidx", kIndices, kInt32)
      .Shape(CumulativeShape);
}

const OpRegistration kCumsum =
    Cumulative("Cumsum", kNumbersAndQuantized).Gradient(CumsumGradient);
const OpRegistration kCumprod =
    Cumulative("Cumprod", kNumbersAndQuantized).Gradient(CumprodGradient);
const OpRegistration kCumulativeLogsumexp =
    Cumulative("CumulativeLogsumexp", kFloating)
        .Gradient(CumulativeLogsumexpGradient);

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

Output CumulativeLogsumexp(Input x, Input axis, CumulativeAttrs attrs) {
  return Build(kCumulativeLogsumexp, {x, axis}, attrs);
}

}  // namespace thalweg
