#include "thalweg/ops/array/broadcast_args.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status BroadcastArgsShape(ShapeContext& context) {
  const Shape& s0 = context.input(0);
  const Shape& s1 = context.input(1);
  RETURN_IF_ERROR(RequireRank(s0, 1));
  RETURN_IF_ERROR(RequireRank(s1, 1));
  const bool known = s0.IsFullyDefined() && s1.IsFullyDefined();
  context.set_output(
      0, {known ? std::max(s0.dim(0), s1.dim(0)) : Shape::kUnknown});
  return absl::OkStatus();
}

absl::Status BroadcastArgsValue(ShapeContext& context) {
  const PartialValue* s0 = context.input_value(0);
  const PartialValue* s1 = context.input_value(1);
  if (s0 == nullptr || s1 == nullptr || !s0->IsKnown() || !s1->IsKnown()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(auto dims, BroadcastDims(s0->elements, s1->elements));
  context.set_output_value(0, PartialValue{std::move(dims)});
  return absl::OkStatus();
}

const OpRegistration kBroadcastArgs = OpSchema("BroadcastArgs")
                                          .Input("s0", "T")
                                          .Input("s1", "T")
                                          .Output("r0", "T")
                                          .Attr("T", kIndices, kInt32)
                                          .Shape(BroadcastArgsShape)
                                          .Value(BroadcastArgsValue)
                                          .NotDifferentiable("yields integers");

}  // namespace

absl::StatusOr<std::vector<int64_t>> BroadcastDims(
    absl::Span<const int64_t> s0, absl::Span<const int64_t> s1) {
  if (s0.size() < s1.size()) std::swap(s0, s1);
  std::vector<int64_t> dims(s0.begin(), s0.end());
  const size_t missing = s0.size() - s1.size();
  for (size_t i = 0; i < s1.size(); ++i) {
    int64_t& dim = dims[missing + i];
    if (dim == 1) {
      dim = s1[i];
    } else if (s1[i] != 1 && s1[i] != dim) {
      return absl::InvalidArgumentError(
          absl::StrCat("Incompatible shapes: [", absl::StrJoin(s0, ","),
                       "] vs. [", absl::StrJoin(s1, ","), "]"));
    }
  }
  return dims;
}

Output BroadcastArgs(Input s0, Input s1) {
  return Build(kBroadcastArgs, {s0, s1});
}

}  // namespace thalweg
