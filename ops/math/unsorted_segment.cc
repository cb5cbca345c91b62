#include "thalweg/ops/math/unsorted_segment.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/comparison.h"
#include "thalweg/ops/math/maximum.h"
#include "thalweg/ops/math/segment_gradient.h"
#include "thalweg/ops/math/select.h"

namespace thalweg {
namespace {

absl::Status UnsortedSegmentReductionShape(ShapeContext& context) {
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

// Each element gets the row of its segment, and zeros for a negative id.
Output SpreadRows(const Output& segments, const Output& ids) {
  const Output rows = Gather(segments, Maximum(ids, ZerosLike(ids)));
  const Output has_segment =
      AlignWithRows(GreaterEqual(ids, ZerosLike(ids)), rows);
  return Select(has_segment, rows, ZerosLike(rows));
}

absl::Status UnsortedSegmentSumGradient(GradientContext& context) {
  context.set(0, SpreadRows(context.upstream(0).dense(), context.input(1)));
  return absl::OkStatus();
}

using ReductionGradient = Output (*)(const Output& data, const Output& result,
                                     const Output& upstream,
                                     const SegmentWalk& walk);

template <ReductionGradient gradient>
absl::Status UnsortedSegmentGradient(GradientContext& context) {
  const Output ids = context.input(1), count = context.input(2);
  context.set(
      0, gradient(
             context.input(0), context.output(), context.upstream(0).dense(),
             {.sum =
                  [&](const Output& data) {
                    return UnsortedSegmentSum(data, ids, count);
                  },
              .product =
                  [&](const Output& data) {
                    return UnsortedSegmentProd(data, ids, count);
                  },
              .spread =
                  [&](const Output& rows) { return SpreadRows(rows, ids); }}));
  return absl::OkStatus();
}

OpSchema UnsortedSegmentSchema(const char* name, DTypeSet types,
                               DTypeSet indices, GradientFunction gradient,
                               const char* file = __builtin_FILE(),
                               int line = __builtin_LINE()) {
  return OpSchema(name, file, line)
      .Input("data", "T")
      .Input("segment_ids", "Tindices")
      .Input("num_segments", "Tnumsegments")
      .Output("output", "T")
      .Attr("T", types)
      .Attr("Tindices", indices)
      .Attr("Tnumsegments", kIndices, kInt32)
      .Shape(UnsortedSegmentReductionShape)
      .Gradient(gradient);
}

const OpRegistration kUnsortedSegmentSum =
    UnsortedSegmentSchema("UnsortedSegmentSum", kNumbersAndQuantized,
                          kIndices | kInt16, UnsortedSegmentSumGradient);
const OpRegistration kUnsortedSegmentProd =
    UnsortedSegmentSchema("UnsortedSegmentProd", kNumbersAndQuantized, kIndices,
                          UnsortedSegmentGradient<SegmentProductGradient>);
const OpRegistration kUnsortedSegmentMin =
    UnsortedSegmentSchema("UnsortedSegmentMin", kRealNumbers, kIndices,
                          UnsortedSegmentGradient<SegmentExtremeGradient>);
const OpRegistration kUnsortedSegmentMax =
    UnsortedSegmentSchema("UnsortedSegmentMax", kRealNumbers, kIndices,
                          UnsortedSegmentGradient<SegmentExtremeGradient>);

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

Output UnsortedSegmentProd(Input data, Input segment_ids, Input num_segments) {
  return Build(kUnsortedSegmentProd, {data, segment_ids, num_segments});
}

Output UnsortedSegmentMin(Input data, Input segment_ids, Input num_segments) {
  return Build(kUnsortedSegmentMin, {data, segment_ids, num_segments});
}

Output UnsortedSegmentMax(Input data, Input segment_ids, Input num_segments) {
  return Build(kUnsortedSegmentMax, {data, segment_ids, num_segments});
}

}  // namespace thalweg
