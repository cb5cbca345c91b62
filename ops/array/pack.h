// Pack, Unpack: tensors stacked along a new axis, and taken apart.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct PackAttrs {
  int64_t axis = 0;
  void Fields(AttrFields& fields) { fields("axis", axis); }
};

struct UnpackAttrs {
  int64_t axis = 0;
  void Fields(AttrFields& fields) { fields("axis", axis); }
};

// Stacks tensors of one shape along a new axis.
//   values  n >= 1 tensors of one shape and dtype, any
//   axis    where the new axis goes, in [-rank - 1, rank]
//     ->    the shape of each with n inserted at `axis`
// Gradient: the upstream gradient taken apart by Unpack.
// Errors: shapes that differ, an axis out of range. Equals TensorFlow's Pack.
Output Pack(InputList values, PackAttrs attrs = {});

// Takes a tensor apart along an axis: output i is value[i] of that axis.
//   value  any shape with `num` in dimension `axis`, any dtype
//   num    the number of outputs
//   axis   in [-rank, rank)
//     ->   num tensors without that dimension
// Gradient: the upstream gradients stacked by Pack, zeros for those absent.
// Errors: an axis out of range, a dimension other than num.
// Equals TensorFlow's Unpack.
Operation Unpack(Input value, int64_t num, UnpackAttrs attrs = {});

// The shape of `count` tensors of this shape packed, which may be partial.
// INVALID_ARGUMENT as above.
absl::StatusOr<Shape> PackedShape(const Shape& shape, int64_t count,
                                  int64_t axis);
// The shape of each output of Unpack; `value` may be partial.
// INVALID_ARGUMENT as above.
absl::StatusOr<Shape> UnpackedShape(const Shape& value, int64_t num,
                                    int64_t axis);

}  // namespace thalweg
