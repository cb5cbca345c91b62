#include "thalweg/ops/math/unsorted_segment_sum.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/fill.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/maximum.h"
#include "thalweg/ops/math/select.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status UnsortedSegmentSumShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireRank(context.input(2), 0));
  const auto num_segments = context.input_scalar(2);
  if (num_segments.has_value() && *num_segments < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Input num_segments == ", *num_segments, " must not be negative."));
  }
  ASSIGN_OR_RETURN(Shape shape, UnsortedSegmentShape(
                                    context.input(0), context.input(1),
                                    num_segments.value_or(Shape::kUnknown)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

// `mask`, of the shape of segment_ids, with a 1 for each further dimension of
// `rows`, so that it broadcasts against them.
Output AlignWithRows(const Output& mask, const Output& rows) {
  const Output further = Rank(rows) - Rank(mask);
  const Output ones = Fill(mask.graph(), Reshape(further, {1}), 1);
  return Reshape(mask, Concat({ShapeOf(mask), ones}, 0));
}

absl::Status UnsortedSegmentSumGradient(GradientContext& context) {
  const Output gradient = context.upstream(0).dense();
  const Output ids = context.input(1);
  const Output rows = Gather(gradient, Maximum(ids, ZerosLike(ids)));
  const Output has_segment =
      AlignWithRows(GreaterEqual(ids, ZerosLike(ids)), rows);
  context.set(0, Select(has_segment, rows, ZerosLike(rows)));
  return absl::OkStatus();
}

const OpRegistration kUnsortedSegmentSum =
    OpSchema("UnsortedSegmentSum")
        .Input("data", "T")
        .Input("segment_ids", "Tindices")
        .Input("num_segments", "Tnumsegments")
        .Output("output", "T")
        .Attr("T", kNumbersAndQuantized)
        .Attr("Tindices", {kInt16, kInt32, kInt64})
        .Attr("Tnumsegments", kIndices, kInt32)
        .Shape(UnsortedSegmentSumShape)
        .Gradient(UnsortedSegmentSumGradient);

}  // namespace

absl::StatusOr<Shape> UnsortedSegmentShape(const Shape& data,
                                           const Shape& segment_ids,
                                           int64_t num_segments) {
  if (!data.has_rank() || !segment_ids.has_rank()) return Shape::Unknown();
  const int rank = segment_ids.rank();
  if (rank > data.rank() ||
      !data.Slice(0, rank).IsCompatibleWith(segment_ids)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "data.shape = ", data.ToString(),
        " does not start with segment_ids.shape = ", segment_ids.ToString()));
  }
  const Shape shape =
      Shape({num_segments}).Concat(data.Slice(rank, data.rank()));
  return Shape::Make(shape.dims());
}

Output UnsortedSegmentSum(Input data, Input segment_ids, Input num_segments) {
  return Build(kUnsortedSegmentSum, {data, segment_ids, num_segments});
}

}  // namespace thalweg
