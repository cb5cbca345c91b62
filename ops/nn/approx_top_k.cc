#include "thalweg/ops/nn/approx_top_k.h"

#include <numeric>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/transpose.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/nn/top_k.h"

namespace thalweg {
namespace {

absl::Status ApproxTopKShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<ApproxTopKAttrs>());
  if (!context.input(0).has_rank()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ApproxTopKExtent extent,
                   ResolveApproxTopK(context.input(0), attrs));
  context.set_output(0, extent.output);
  context.set_output(1, extent.output);
  return absl::OkStatus();
}

// As TopK's, with the dimension brought to the end.
absl::Status ApproxTopKGradient(GradientContext& context) {
  if (context.upstream(0).absent()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<ApproxTopKAttrs>());
  const Output input = context.input(0);
  if (attrs.reduction_dimension == -1) {
    context.set(0, PutTopKBack(context.upstream(0).dense(), context.output(1),
                               ShapeOf(input, {.out_type = kInt64})));
    return absl::OkStatus();
  }
  if (!input.shape().has_rank()) {
    return absl::UnimplementedError(
        "a reduction_dimension other than -1 needs an input of known rank");
  }
  ASSIGN_OR_RETURN(const ApproxTopKExtent extent,
                   ResolveApproxTopK(input.shape(), attrs));
  std::vector<int64_t> swap(input.shape().rank());
  std::iota(swap.begin(), swap.end(), 0);
  std::swap(swap[extent.axis], swap.back());
  const Output shape =
      Gather(ShapeOf(input, {.out_type = kInt64}), Input(swap));
  const Output back =
      PutTopKBack(Transpose(context.upstream(0).dense(), Input(swap)),
                  Transpose(context.output(1), Input(swap)), shape);
  context.set(0, Transpose(back, Input(swap)));
  return absl::OkStatus();
}

const OpRegistration kApproxTopK = OpSchema("ApproxTopK")
                                       .Input("input", "T")
                                       .Output("values", "T")
                                       .Output("indices", kInt32)
                                       .Attrs<ApproxTopKAttrs>()
                                       .Minimum("k", 0)
                                       .Attr("T", {kHalf, kBfloat16, kFloat})
                                       .Shape(ApproxTopKShape)
                                       .Gradient(ApproxTopKGradient);

}  // namespace

absl::StatusOr<ApproxTopKExtent> ResolveApproxTopK(
    const Shape& input, const ApproxTopKAttrs& attrs) {
  RETURN_IF_ERROR(RequireRankAtLeast(input, 1));
  ApproxTopKExtent extent;
  ASSIGN_OR_RETURN(extent.axis,
                   NormalizeAxis(attrs.reduction_dimension, input.rank()));
  const int64_t size = input.dim(extent.axis);
  if (size != Shape::kUnknown && size < attrs.k) {
    return absl::InvalidArgumentError(
        absl::StrCat("input must have at least k elements along dimension ",
                     extent.axis, ": expected ", attrs.k, ", got ", size));
  }
  extent.output = input;
  extent.output.set_dim(extent.axis, attrs.k);
  ASSIGN_OR_RETURN(extent.output, Shape::Make(extent.output.dims()));
  return extent;
}

Operation ApproxTopK(Input input, int64_t k, ApproxTopKAttrs attrs) {
  attrs.k = k;
  return Build(kApproxTopK, {input}, attrs);
}

}  // namespace thalweg
