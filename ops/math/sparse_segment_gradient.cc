#include "thalweg/ops/math/sparse_segment_gradient.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/segment_shape.h"
#include "thalweg/ops/math/sparse_segment.h"

namespace thalweg {
namespace {

absl::StatusOr<int64_t> RowsOfData(const ShapeContext& context) {
  RETURN_IF_ERROR(RequireRank(context.input(3), 0));
  const auto rows = context.input_scalar(3);
  if (rows.has_value()) RETURN_IF_ERROR(CheckRowsOfData(*rows));
  return rows.value_or(Shape::kUnknown);
}

absl::Status GradShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const int64_t rows, RowsOfData(context));
  ASSIGN_OR_RETURN(Shape shape, SegmentedShape(context.input(0), rows));
  RETURN_IF_ERROR(CheckSparseSegmentIds(context.input(1), context.input(2)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status SlicesGradShape(ShapeContext& context) {
  RETURN_IF_ERROR(RowsOfData(context).status());
  ASSIGN_OR_RETURN(Shape shape,
                   SegmentedShape(context.input(0), Shape::kUnknown));
  RETURN_IF_ERROR(CheckSparseSegmentIds(context.input(1), context.input(2)));
  context.set_output(0, std::move(shape));
  context.set_output(1, {Shape::kUnknown});
  return absl::OkStatus();
}

using Reduction = Output (*)(Input data, Input indices, Input segment_ids,
                             Input num_segments, SparseSegmentAttrs attrs);

// It is linear, and reduces what the reduction spreads.
template <Reduction reduction>
absl::Status GradGradient(GradientContext& context) {
  const Output segments = StridedSlice(ShapeOf(context.input(0)), {0}, {1}, {1},
                                       {.shrink_axis_mask = 1});
  context.set(0, reduction(context.upstream(0).dense(), context.input(1),
                           context.input(2), segments, {}));
  return absl::OkStatus();
}

OpSchema GradSchema(const char* name, const char* rows, const char* file,
                    int line) {
  return OpSchema(name, file, line)
      .Input("grad", "T")
      .Input("indices", "Tidx")
      .Input("segment_ids", "Tsegmentids")
      .Input(rows, kInt32)
      .Output("output", "T")
      .Attr("T", kFloating)
      .Attr("Tidx", kIndices, kInt32)
      .Attr("Tsegmentids", kIndices, kInt32);
}

OpSchema DenseGradSchema(const char* name, GradientFunction gradient,
                         const char* file = __builtin_FILE(),
                         int line = __builtin_LINE()) {
  return GradSchema(name, "output_dim0", file, line)
      .Shape(GradShape)
      .Gradient(gradient);
}

OpSchema SlicesGradSchema(const char* name, const char* file = __builtin_FILE(),
                          int line = __builtin_LINE()) {
  return GradSchema(name, "dense_output_dim0", file, line)
      .Output("sorted_unique_indices", "Tidx")
      .Shape(SlicesGradShape)
      .NotDifferentiable("no gradient of these rows is defined");
}

const OpRegistration kSparseSegmentSumGrad = DenseGradSchema(
    "SparseSegmentSumGrad", GradGradient<SparseSegmentSumWithNumSegments>);
const OpRegistration kSparseSegmentSumGradV2 =
    SlicesGradSchema("SparseSegmentSumGradV2");
const OpRegistration kSparseSegmentMeanGrad = DenseGradSchema(
    "SparseSegmentMeanGrad", GradGradient<SparseSegmentMeanWithNumSegments>);
const OpRegistration kSparseSegmentMeanGradV2 =
    SlicesGradSchema("SparseSegmentMeanGradV2");
const OpRegistration kSparseSegmentSqrtNGrad = DenseGradSchema(
    "SparseSegmentSqrtNGrad", GradGradient<SparseSegmentSqrtNWithNumSegments>);
const OpRegistration kSparseSegmentSqrtNGradV2 =
    SlicesGradSchema("SparseSegmentSqrtNGradV2");

}  // namespace

absl::Status CheckRowsOfData(int64_t rows) {
  if (rows >= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("output_dim0 must not be negative, got ", rows));
}

Output SparseSegmentSumGradV1(Input grad, Input indices, Input segment_ids,
                              Input output_dim0) {
  return Build(kSparseSegmentSumGrad,
               {grad, indices, segment_ids, output_dim0});
}

Operation SparseSegmentSumGrad(Input grad, Input indices, Input segment_ids,
                               Input dense_output_dim0) {
  return Build(kSparseSegmentSumGradV2,
               {grad, indices, segment_ids, dense_output_dim0});
}

Output SparseSegmentMeanGradV1(Input grad, Input indices, Input segment_ids,
                               Input output_dim0) {
  return Build(kSparseSegmentMeanGrad,
               {grad, indices, segment_ids, output_dim0});
}

Operation SparseSegmentMeanGrad(Input grad, Input indices, Input segment_ids,
                                Input dense_output_dim0) {
  return Build(kSparseSegmentMeanGradV2,
               {grad, indices, segment_ids, dense_output_dim0});
}

Output SparseSegmentSqrtNGradV1(Input grad, Input indices, Input segment_ids,
                                Input output_dim0) {
  return Build(kSparseSegmentSqrtNGrad,
               {grad, indices, segment_ids, output_dim0});
}

Operation SparseSegmentSqrtNGrad(Input grad, Input indices, Input segment_ids,
                                 Input dense_output_dim0) {
  return Build(kSparseSegmentSqrtNGradV2,
               {grad, indices, segment_ids, dense_output_dim0});
}

}  // namespace thalweg
