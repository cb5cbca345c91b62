// StridedCopy: a box of elements moved from one layout to another. All kernels
// that only move elements (Transpose, Slice, Concat, Tile, Pad, ...) are boxes.
#pragma once

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "thalweg/graph/dtype.h"
#include "thalweg/graph/shape.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

// One axis of a box. Strides count elements and may be 0 (for `from`: the
// element is repeated) or negative.
struct CopyAxis {
  int64_t size;
  int64_t from_stride;
  int64_t to_stride;
};

// Two axes of a box, the inner one `columns`.
struct CopyPlane {
  CopyAxis rows;
  CopyAxis columns;
};

// The strides, in elements, of a tensor of this shape in C order.
Shape::Dims ContiguousStrides(const Shape& shape);

// Made once for static shapes; immutable and thread-safe.
class StridedCopy {
 public:
  // An empty box: copies nothing.
  StridedCopy() = default;
  // A box with these axes, outermost first, whose first element is
  // `from_offset` elements into the source and `to_offset` into the
  // destination. No two of its elements have the same destination.
  StridedCopy(DType dtype, absl::Span<const CopyAxis> axes,
              int64_t from_offset = 0, int64_t to_offset = 0);

  int64_t num_elements() const { return num_elements_; }
  // True when it is one run of elements from the start to the start.
  bool is_plain() const;

  // Copies; large boxes in pieces on the run's threads.
  // REQUIRES: memory of the dtype, initialised for string, resource, variant.
  void Run(const KernelContext& context, const void* from, void* to) const;
  // The same on the calling thread alone.
  void RunHere(const void* from, void* to) const;

 private:
  using Axes = absl::InlinedVector<CopyAxis, 4>;
  using PlaneFunction = void (*)(const void* from, void* to,
                                 const CopyPlane& plane);

  void Simplify();
  // True when the source runs along the last axis but one.
  bool is_transposed() const;
  int SplitAxis() const;
  void RunBox(const Axes& axes, const char* from, char* to) const;

  size_t element_size_ = 0;
  int64_t num_elements_ = 0;
  int64_t from_offset_ = 0;
  int64_t to_offset_ = 0;
  Axes axes_;  // At least two when there is an element.
  PlaneFunction copy_plane_ = nullptr;
};

// `value`, one element of the dtype, at `count` places from `to` on.
void FillElements(const KernelContext& context, DType dtype, const void* value,
                  int64_t count, void* to);

}  // namespace thalweg
