// Split, SplitV: a tensor cut into parts along an axis.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// Cuts a tensor into parts of equal size along an axis.
//   split_dim  int32 scalar in [-rank, rank)
//   value      any shape of rank >= 1 and any dtype
//   num_split  >= 1, a divisor of dimension split_dim
//     ->       num_split tensors like value, but for dimension split_dim
// Gradient: the upstream gradients joined.
// Errors: a scalar, an axis out of range, a dimension that num_split does not
// divide. Equals TensorFlow's Split.
Operation Split(Input split_dim, Input value, int64_t num_split);

// Cuts a tensor into parts of given sizes along an axis.
//   value        any shape of rank >= 1 and any dtype
//   size_splits  [num_split] int8, int32 or int64: the parts' sizes, one of
//                which may be -1: what the others leave
//   split_dim    int32 scalar in [-rank, rank)
//   num_split    >= 1
//     ->         num_split tensors like value, but for dimension split_dim
// Gradient: the upstream gradients joined.
// Errors: an axis out of range, sizes that do not add up, two of -1, a single
// one of -1. Equals TensorFlow's SplitV.
Operation SplitV(Input value, Input size_splits, Input split_dim,
                 int64_t num_split);

// The shapes of the results, which are partial when `value` is or elements of
// `sizes` are PartialValue::kUnknown. INVALID_ARGUMENT as above.
absl::StatusOr<std::vector<Shape>> SplitShapes(const Shape& value,
                                               int64_t split_dim,
                                               int64_t num_split);
absl::StatusOr<std::vector<Shape>> SplitShapes(const Shape& value,
                                               int64_t split_dim,
                                               absl::Span<const int64_t> sizes);

}  // namespace thalweg
