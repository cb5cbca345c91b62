#include "thalweg/ops/math/broadcast_gradient_args.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

bool BothKnown(const ShapeContext& context) {
  const PartialValue* s0 = context.input_value(0);
  const PartialValue* s1 = context.input_value(1);
  return s0 != nullptr && s1 != nullptr && s0->IsKnown() && s1->IsKnown();
}

absl::Status BroadcastGradientArgsShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireRank(context.input(0), 1));
  RETURN_IF_ERROR(RequireRank(context.input(1), 1));
  if (!BothKnown(context)) {
    context.set_output(0, {Shape::kUnknown});
    context.set_output(1, {Shape::kUnknown});
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const RepeatedAxesOfBoth axes,
                   BroadcastReductions(context.input_value(0)->elements,
                                       context.input_value(1)->elements));
  context.set_output(0, {static_cast<int64_t>(axes.r0.size())});
  context.set_output(1, {static_cast<int64_t>(axes.r1.size())});
  return absl::OkStatus();
}

absl::Status BroadcastGradientArgsValue(ShapeContext& context) {
  if (!BothKnown(context)) return absl::OkStatus();
  ASSIGN_OR_RETURN(RepeatedAxesOfBoth axes,
                   BroadcastReductions(context.input_value(0)->elements,
                                       context.input_value(1)->elements));
  context.set_output_value(0, PartialValue{std::move(axes.r0)});
  context.set_output_value(1, PartialValue{std::move(axes.r1)});
  return absl::OkStatus();
}

const OpRegistration kBroadcastGradientArgs =
    OpSchema("BroadcastGradientArgs")
        .Input("s0", "T")
        .Input("s1", "T")
        .Output("r0", "T")
        .Output("r1", "T")
        .Attr("T", kIndices, kInt32)
        .Shape(BroadcastGradientArgsShape)
        .Value(BroadcastGradientArgsValue)
        .NotDifferentiable("yields integers");

}  // namespace

absl::StatusOr<RepeatedAxesOfBoth> BroadcastReductions(
    absl::Span<const int64_t> s0, absl::Span<const int64_t> s1) {
  RepeatedAxesOfBoth axes;
  if (s0 == s1) return axes;
  const int64_t rank = std::max(s0.size(), s1.size());
  for (int64_t i = 0; i < rank; ++i) {
    const int64_t i0 = i - (rank - static_cast<int64_t>(s0.size()));
    const int64_t i1 = i - (rank - static_cast<int64_t>(s1.size()));
    const int64_t d0 = i0 < 0 ? 1 : s0[i0];
    const int64_t d1 = i1 < 0 ? 1 : s1[i1];
    if (d0 != d1 && d0 != 1 && d1 != 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("Incompatible shapes: [", absl::StrJoin(s0, ","),
                       "] vs. [", absl::StrJoin(s1, ","), "]"));
    }
    if (d0 == 1) axes.r0.push_back(i);
    if (d1 == 1) axes.r1.push_back(i);
  }
  return axes;
}

Operation BroadcastGradientArgs(Input s0, Input s1) {
  return Build(kBroadcastGradientArgs, {s0, s1});
}

}  // namespace thalweg
