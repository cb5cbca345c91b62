#include "thalweg/ops/math/clip_by_value.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/logical.h"
#include "thalweg/ops/math/select.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status ClipByValueShape(ShapeContext& context) {
  RETURN_IF_ERROR(
      CheckClipBounds(context.input(0), context.input(1), context.input(2)));
  return SameAsInput(context);
}

absl::Status ClipByValueGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output t = context.input(0);
  const Output low = context.input(1), high = context.input(2);
  const Output below = t<low, above = t> high;
  context.set(0, Select(LogicalOr(below, above), 0, g));
  context.set(1, SumToShapeOf(low, t, Select(below, g, 0)));
  context.set(2, SumToShapeOf(high, t, Select(above, g, 0)));
  return absl::OkStatus();
}

const OpRegistration kClipByValue = OpSchema("ClipByValue")
                                        .Input("t", "T")
                                        .Input("clip_value_min", "T")
                                        .Input("clip_value_max", "T")
                                        .Output("output", "T")
                                        .Attr("T", kNumbersAndQuantized)
                                        .Traits({Trait::kElementwise})
                                        .MayOverwrite({0, 1, 2})
                                        .Shape(ClipByValueShape)
                                        .Gradient(ClipByValueGradient);

bool IsBound(const Shape& bound, const Shape& t) {
  return bound.rank() <= 0 || bound.IsCompatibleWith(t);
}

}  // namespace

absl::Status CheckClipBounds(const Shape& t, const Shape& low,
                             const Shape& high) {
  if (IsBound(low, t) && IsBound(high, t)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "clip_value_min and clip_value_max must be either of the same shape as "
      "input, or a scalar. input shape: ",
      t.ToString(), " clip_value_min shape: ", low.ToString(),
      " clip_value_max shape: ", high.ToString()));
}

Output ClipByValue(Input t, Input clip_value_min, Input clip_value_max) {
  return Build(kClipByValue, {t, clip_value_min, clip_value_max});
}

}  // namespace thalweg
