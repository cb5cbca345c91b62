// Bitcast: a tensor's bytes as elements of another dtype.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct BitcastAttrs {
  DType type = kInvalid;
  void Fields(AttrFields& fields) { fields.Required("type", type); }
};

// The bytes of the input, unchanged, as elements of `type`.
//   input  numbers, quantized or not
//   type   the same   ->   the same shape where the elements have one size; to
//          smaller elements, with a last dimension added that counts how many
//          make one of input's; to larger ones, without the last dimension,
//          which must be that count
// Not differentiable: bytes have no derivative.
// Errors: a last dimension that makes no element. Equals TensorFlow's Bitcast.
Output Bitcast(Input input, DType type);

// The shape of the result. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> BitcastShape(const Shape& input, DType from, DType to);

}  // namespace thalweg
