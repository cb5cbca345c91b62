// Move: what a kernel that only moves elements does with tensors of one shape.
#pragma once

#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"

namespace thalweg {

struct Move {
  Shape output;
  StridedCopy copy;
  // Where one box is not enough.
  std::vector<StridedCopy> further;
  // What no box reaches becomes zero. Of plain dtypes only.
  bool zeros = false;

  // True when the output has the input's elements in their order.
  bool IsView(const Tensor& input) const;
  void Run(const KernelContext& context, const Tensor& from, Tensor& to) const;
};

// A stretch of one axis of the result and where its elements come from: mostly
// one CopyAxis, two where the axis is cut into blocks. Offsets count elements.
struct CopyPiece {
  absl::InlinedVector<CopyAxis, 2> axes;
  int64_t from_offset = 0;
  int64_t to_offset = 0;
};

// The stretches of one axis, none of which overlap in the result.
using CopyPieces = absl::InlinedVector<CopyPiece, 3>;

// The move whose boxes are all combinations of one piece for each axis, pieces
// in any order. RESOURCE_EXHAUSTED when there are more than a million boxes.
absl::StatusOr<Move> MoveInPieces(DType dtype, Shape output,
                                  absl::Span<const CopyPieces> axes);

}  // namespace thalweg
