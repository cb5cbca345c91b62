// TopK, TopKV1: the largest elements of each row.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct TopKAttrs {
  // The largest first; otherwise the order is left open.
  bool sorted = true;
  DType index_type = kInt32;  // int16, int32 or int64.
  void Fields(AttrFields& fields) {
    fields("sorted", sorted)("index_type", index_type);
  }
};

// The k largest elements along the last dimension, and where they are. Of
// equal elements the one with the lower index comes first; NaN is larger than
// all others.
//   input  real numbers, rank >= 1, at least k along the last dimension
//   k      scalar of int16, int32 or int64, >= 0
//     ->   [0] values: input's shape with k for the last dimension
//          [1] indices: the same shape, of index_type
// Gradient: by input, of the values, put back to where they came from.
// Errors: k negative or too large, a scalar input.
// Equals TensorFlow's TopKV2.
Operation TopK(Input input, Input k, TopKAttrs attrs = {});

struct TopKV1Attrs {
  int64_t k = 0;
  bool sorted = true;
  void Fields(AttrFields& fields) { fields.Required("k", k)("sorted", sorted); }
};

// TopK with k known from the start and indices of int32.
//   input  as of TopK   ->   [0] values, [1] indices
// Gradient, errors: as of TopK. Equals TensorFlow's TopK.
Operation TopKV1(Input input, int64_t k, bool sorted = true);

// The shape of both outputs for an input that may be partial and k, or -1
// where it is not known. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> TopKShape(const Shape& input, int64_t k);

// For gradients: a tensor of this shape (int64 vector), zero but for
// gradient[r..., i] at [r..., indices[r..., i]].
Output PutTopKBack(const Output& gradient, const Output& indices,
                   const Output& shape);

}  // namespace thalweg
