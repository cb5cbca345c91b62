#include "thalweg/ops/math/segment_shape.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status RequireVector(const char* name, const Shape& shape) {
  if (!shape.has_rank() || shape.rank() == 1) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(name, " should be a vector, got shape ", shape.ToString()));
}

}  // namespace

absl::StatusOr<Shape> SegmentedShape(const Shape& data, int64_t rows) {
  if (!data.has_rank()) return Shape::Unknown();
  if (data.rank() < 1) {
    return absl::InvalidArgumentError("input must be at least rank 1");
  }
  const Shape shape = Shape({rows}).Concat(data.Slice(1, data.rank()));
  return Shape::Make(shape.dims());
}

absl::Status CheckSegmentIds(const Shape& data, const Shape& segment_ids) {
  RETURN_IF_ERROR(RequireVector("segment_ids", segment_ids));
  if (!data.has_rank() || data.rank() < 1 || !segment_ids.has_rank() ||
      data.Slice(0, 1).IsCompatibleWith(segment_ids)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("segment_ids should be the same size as dimension 0 of "
                   "input. They are ",
                   segment_ids.ToString(), ", the input ", data.ToString()));
}

absl::Status CheckSparseSegmentIds(const Shape& indices,
                                   const Shape& segment_ids) {
  RETURN_IF_ERROR(RequireVector("indices", indices));
  RETURN_IF_ERROR(RequireVector("segment_ids", segment_ids));
  if (indices.IsCompatibleWith(segment_ids)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("segment_ids and indices should have same size. They are ",
                   segment_ids.ToString(), " and ", indices.ToString()));
}

}  // namespace thalweg
