// StridedSlice, its gradient and TensorStridedSliceUpdate: numpy's indexing by
// ranges.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// Bit i of a mask is about position i of begin, end and strides.
struct StridedSliceAttrs {
  int64_t begin_mask = 0;        // begin[i] is not used: from the first.
  int64_t end_mask = 0;          // end[i] is not used: through the last.
  int64_t ellipsis_mask = 0;     // All dimensions not spoken of; one at most.
  int64_t new_axis_mask = 0;     // A new dimension of 1.
  int64_t shrink_axis_mask = 0;  // begin[i] alone, dropping the dimension.
  void Fields(AttrFields& fields) {
    fields("begin_mask", begin_mask)("end_mask", end_mask)(
        "ellipsis_mask", ellipsis_mask)("new_axis_mask", new_axis_mask)(
        "shrink_axis_mask", shrink_axis_mask);
  }
};

// input[begin[0]:end[0]:strides[0], ...], as numpy: negative positions count
// from the end, positions beyond an end are clamped to it, strides may be
// negative.
//   input                any shape and dtype
//   begin, end, strides  [n] int16, int32 or int64, one entry a dimension from
//                        the first; see StridedSliceAttrs
// Gradient: StridedSliceGrad of the upstream gradient.
// Errors: a stride of 0, more entries than dimensions, a shrunk position out
// of bounds. Equals TensorFlow's StridedSlice.
Output StridedSlice(Input input, Input begin, Input end, Input strides,
                    StridedSliceAttrs attrs = {});

// Zeros of the shape given, with dy where StridedSlice of such a tensor with
// the same arguments would read.
//   shape                [r] int32 or int64: of StridedSlice's input
//   begin, end, strides  as in StridedSlice, of shape's dtype
//   dy                   of the shape of StridedSlice's result, any dtype
//     ->                 a tensor of the shape given
// Gradient: by dy, StridedSlice of the upstream gradient.
// Errors: as StridedSlice; a dy of another shape.
// Equals TensorFlow's StridedSliceGrad.
Output StridedSliceGrad(Input shape, Input begin, Input end, Input strides,
                        Input dy, StridedSliceAttrs attrs = {});

// The input with `value` where StridedSlice with the same arguments would read.
//   input                any shape and dtype
//   begin, end, strides  as in StridedSlice, int32 or int64
//   value                of the shape of StridedSlice's result, input's dtype
//     ->                 like input
// Gradient: by input, the upstream gradient with zeros there; by value,
// StridedSlice of the upstream gradient.
// Errors: as StridedSlice; a value of another shape.
// Equals TensorFlow's TensorStridedSliceUpdate.
Output TensorStridedSliceUpdate(Input input, Input begin, Input end,
                                Input strides, Input value,
                                StridedSliceAttrs attrs = {});

// OK when `value` has the shape of the extent or nothing is written;
// UNIMPLEMENTED otherwise.
absl::Status CheckSliceUpdate(const Shape& extent, const Shape& value);

}  // namespace thalweg
