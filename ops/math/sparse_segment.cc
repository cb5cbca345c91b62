#include "thalweg/ops/math/sparse_segment.h"

#include <utility>

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/segment_shape.h"
#include "thalweg/ops/math/sparse_segment_gradient.h"

namespace thalweg {
namespace {

// Input 3, when there is one, is the number of rows.
absl::Status SparseSegmentShape(ShapeContext& context) {
  int64_t rows = Shape::kUnknown;
  if (context.num_inputs() > 3) {
    RETURN_IF_ERROR(RequireRank(context.input(3), 0));
    rows = context.input_scalar(3).value_or(Shape::kUnknown);
    if (context.input_scalar(3).has_value() && rows < 0) {
      return absl::InvalidArgumentError("segment ids must be >= 0");
    }
  }
  ASSIGN_OR_RETURN(Shape shape, SegmentedShape(context.input(0), rows));
  RETURN_IF_ERROR(CheckSparseSegmentIds(context.input(1), context.input(2)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

using DenseGradient = Output (*)(Input grad, Input indices, Input segment_ids,
                                 Input rows);
using SparseGradient = Operation (*)(Input grad, Input indices,
                                     Input segment_ids, Input rows);

template <DenseGradient dense, SparseGradient sparse>
absl::Status SparseSegmentGradient(GradientContext& context) {
  ASSIGN_OR_RETURN(const auto attrs, context.attrs<SparseSegmentAttrs>());
  const Output upstream = context.upstream(0).dense();
  const Output indices = context.input(1), ids = context.input(2);
  const Output shape = ShapeOf(context.input(0));
  const Output rows =
      StridedSlice(shape, {0}, {1}, {1}, {.shrink_axis_mask = 1});
  if (!attrs.sparse_gradient) {
    context.set(0, dense(upstream, indices, ids, rows));
    return absl::OkStatus();
  }
  const Operation slices = sparse(upstream, indices, ids, rows);
  context.set(0, IndexedSlices{slices[0], slices[1], shape});
  return absl::OkStatus();
}

OpSchema SparseSegmentSchema(const char* name, DTypeSet types,
                             bool has_num_segments, GradientFunction gradient,
                             const char* file = __builtin_FILE(),
                             int line = __builtin_LINE()) {
  OpSchema schema(name, file, line);
  schema.Input("data", "T")
      .Input("indices", "Tidx")
      .Input("segment_ids", "Tsegmentids");
  if (has_num_segments) schema.Input("num_segments", "Tnumsegments");
  schema.Output("output", "T").Attr("T", types).Attr("Tidx", kIndices, kInt32);
  if (has_num_segments) schema.Attr("Tnumsegments", kIndices, kInt32);
  return schema.Attr("Tsegmentids", kIndices, kInt32)
      .Attrs<SparseSegmentAttrs>()
      .Shape(SparseSegmentShape)
      .Gradient(gradient);
}

constexpr GradientFunction kSumGradient =
    SparseSegmentGradient<SparseSegmentSumGradV1, SparseSegmentSumGrad>;
const OpRegistration kSparseSegmentSum =
    SparseSegmentSchema("SparseSegmentSum", kRealNumbers, false, kSumGradient);
const OpRegistration kSparseSegmentSumWithNumSegments = SparseSegmentSchema(
    "SparseSegmentSumWithNumSegments", kRealNumbers, true, kSumGradient);

constexpr GradientFunction kMeanGradient =
    SparseSegmentGradient<SparseSegmentMeanGradV1, SparseSegmentMeanGrad>;
const OpRegistration kSparseSegmentMean =
    SparseSegmentSchema("SparseSegmentMean", kFloating, false, kMeanGradient);
const OpRegistration kSparseSegmentMeanWithNumSegments = SparseSegmentSchema(
    "SparseSegmentMeanWithNumSegments", kFloating, true, kMeanGradient);

constexpr GradientFunction kSqrtNGradient =
    SparseSegmentGradient<SparseSegmentSqrtNGradV1, SparseSegmentSqrtNGrad>;
const OpRegistration kSparseSegmentSqrtN =
    SparseSegmentSchema("SparseSegmentSqrtN", kFloating, false, kSqrtNGradient);
const OpRegistration kSparseSegmentSqrtNWithNumSegments = SparseSegmentSchema(
    "SparseSegmentSqrtNWithNumSegments", kFloating, true, kSqrtNGradient);

}  // namespace

Output SparseSegmentSumWithNumSegments(Input data, Input indices,
                                       Input segment_ids, Input num_segments,
                                       SparseSegmentAttrs attrs) {
  return Build(kSparseSegmentSumWithNumSegments,
               {data, indices, segment_ids, num_segments}, attrs);
}

Output SparseSegmentSum(Input data, Input indices, Input segment_ids,
                        SparseSegmentAttrs attrs) {
  return Build(kSparseSegmentSum, {data, indices, segment_ids}, attrs);
}

Output SparseSegmentMeanWithNumSegments(Input data, Input indices,
                                        Input segment_ids, Input num_segments,
                                        SparseSegmentAttrs attrs) {
  return Build(kSparseSegmentMeanWithNumSegments,
               {data, indices, segment_ids, num_segments}, attrs);
}

Output SparseSegmentMean(Input data, Input indices, Input segment_ids,
                         SparseSegmentAttrs attrs) {
  return Build(kSparseSegmentMean, {data, indices, segment_ids}, attrs);
}

Output SparseSegmentSqrtNWithNumSegments(Input data, Input indices,
                                         Input segment_ids, Input num_segments,
                                         SparseSegmentAttrs attrs) {
  return Build(kSparseSegmentSqrtNWithNumSegments,
               {data, indices, segment_ids, num_segments}, attrs);
}

Output SparseSegmentSqrtN(Input data, Input indices, Input segment_ids,
                          SparseSegmentAttrs attrs) {
  return Build(kSparseSegmentSqrtN, {data, indices, segment_ids}, attrs);
}

}  // namespace thalweg
