// ArgMax, ArgMin: where along an axis the extreme element is.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ArgMaxAttrs {
  // int32 or int64; for ArgMax int16 and uint16 too.
  DType output_type = kInt64;
  void Fields(AttrFields& fields) { fields("output_type", output_type); }
};

// The index along `dimension` of the largest element, of the first one where
// several are equal. NaN is never the largest.
//   input      any shape, real numbers or bool
//   dimension  one int16, int32 or int64 in [-rank, rank)
//     ->       the other dimensions, of output_type
// Not differentiable: it yields integers. Errors: a dimension out of range, no
// scalar, or of size 0. Equals TensorFlow's ArgMax.
Output ArgMax(Input input, Input dimension, ArgMaxAttrs attrs = {});

// The index along `dimension` of the smallest element, of the first one where
// several are equal. NaN is never the smallest.
//   input      any shape, real numbers or bool
//   dimension  one int32 or int64 in [-rank, rank)
//     ->       the other dimensions, of output_type
// Not differentiable: it yields integers. Errors: a dimension out of range, no
// scalar, or of size 0. Equals TensorFlow's ArgMin.
Output ArgMin(Input input, Input dimension, ArgMaxAttrs attrs = {});

// An axis in [-rank, rank) made >= 0. INVALID_ARGUMENT in TensorFlow's words.
absl::StatusOr<int> ArgMaxAxis(int64_t dimension, int rank);

}  // namespace thalweg
