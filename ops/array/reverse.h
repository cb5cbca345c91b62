// Reverse, ReverseSequence: elements in the opposite order along axes.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// The elements in the opposite order along each of the axes.
//   tensor  any shape; a number, bool or string
//   axis    a vector of int32 or int64 in [-rank, rank), each axis once
//     ->    like tensor
// Gradient: the upstream gradient reversed.
// Errors: an axis out of range or named twice. Equals TensorFlow's ReverseV2.
Output Reverse(Input tensor, Input axis);

struct ReverseSequenceAttrs {
  int64_t seq_dim = 0;    // The dimension that is reversed.
  int64_t batch_dim = 0;  // The dimension along which lengths differ.
  void Fields(AttrFields& fields) {
    fields.Required("seq_dim", seq_dim)("batch_dim", batch_dim);
  }
};

// For each i along batch_dim, the first seq_lengths[i] elements along seq_dim
// in the opposite order, the rest as they are.
//   input        rank >= 2, any dtype
//   seq_lengths  [dim(input, batch_dim)] int32 or int64, each in
//                [0, dim(input, seq_dim)]
//     ->         like input
// Gradient: the upstream gradient reversed alike.
// Errors: dimensions equal, negative or not below the rank; another number of
// lengths; a length out of range. Equals TensorFlow's ReverseSequence.
Output ReverseSequence(Input input, Input seq_lengths,
                       ReverseSequenceAttrs attrs);

// For each dimension whether it is reversed; elements of `axis` may be
// PartialValue::kUnknown. INVALID_ARGUMENT as above.
absl::StatusOr<std::vector<bool>> ReversedDims(int rank,
                                               absl::Span<const int64_t> axis);

// INVALID_ARGUMENT as above, for what shapes show, which may be partial.
absl::Status CheckReverseSequence(const Shape& input, const Shape& seq_lengths,
                                  const ReverseSequenceAttrs& attrs);

}  // namespace thalweg
