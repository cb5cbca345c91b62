#include "thalweg/ops/gradient_context.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/math/unsorted_segment.h"

namespace thalweg {

Output GradientValue::dense() const {
  if (!sparse_.has_value()) return dense_;
  const Output& shape = sparse_->dense_shape;
  const Output rows =
      StridedSlice(shape, {0}, {1}, {1}, {.shrink_axis_mask = 1});
  const Output sum =
      UnsortedSegmentSum(sparse_->values, sparse_->indices, rows);
  return sum.shape().IsFullyDefined() ? sum : Reshape(sum, shape);
}

}  // namespace thalweg
