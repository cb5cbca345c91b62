// MirrorPad, MirrorPadGrad: a tensor with its own reflection as margin.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct MirrorPadAttrs {
  // REFLECT: the elements at the border are not repeated; SYMMETRIC: they are.
  std::string mode = "REFLECT";
  void Fields(AttrFields& fields) { fields.Required("mode", mode); }
};

// The input with what lies within its borders mirrored around it: [1, 2, 3]
// padded by 2 on the left becomes [3, 2, 1, 2, 3] (REFLECT) or [2, 1, 1, 2, 3].
//   input     any shape; a number, bool or string
//   paddings  [rank(input), 2] int32 or int64: how many before and after each
//             dimension, >= 0; less than the dimension for REFLECT, at most
//             the dimension for SYMMETRIC
//     ->      dimension i is paddings[i,0] + dim(input, i) + paddings[i,1]
// Gradient: MirrorPadGrad.
// Errors: paddings of another shape or out of range.
// Equals TensorFlow's MirrorPad.
Output MirrorPad(Input input, Input paddings, MirrorPadAttrs attrs);

// The gradient of MirrorPad: the margin folded in and added to the elements
// that it mirrors.
//   input     a number, the shape that MirrorPad gave
//   paddings  as there, within the bounds of the shape that it took
//     ->      the shape that it took
// Gradient: MirrorPad of the upstream gradient.
// Errors: as MirrorPad. Equals TensorFlow's MirrorPadGrad.
Output MirrorPadGrad(Input input, Input paddings, MirrorPadAttrs attrs);

// 1 where the border element is left out (REFLECT), else 0.
int MirrorOffset(const MirrorPadAttrs& attrs);

// The shape of MirrorPad's result, and of its argument from its result:
// partial where elements of `paddings` (two a dimension) are
// PartialValue::kUnknown. INVALID_ARGUMENT as above.
absl::StatusOr<Shape> MirrorPaddedShape(const Shape& input,
                                        absl::Span<const int64_t> paddings,
                                        const MirrorPadAttrs& attrs);
absl::StatusOr<Shape> MirrorFoldedShape(const Shape& padded,
                                        absl::Span<const int64_t> paddings,
                                        const MirrorPadAttrs& attrs);

}  // namespace thalweg
