// NdIndices: tuples of indices, as GatherNd and the scatters take them.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "thalweg/graph/shape.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

// Tuple i, entries [i * depth, (i + 1) * depth) of the indices, names a slice
// of a tensor: the elements that it and any further coordinates name.
class NdIndices {
 public:
  // Into a tensor of shape `shape`. The tuples lie along the last dimension of
  // the indices; with `flat_vector`, each element of a vector is one.
  // REQUIRES: indices of rank >= 1 with tuples no longer than shape's rank;
  // both outlive this.
  NdIndices(const Tensor& indices, const Shape& shape,
            bool flat_vector = false);

  int64_t count() const { return count_; }
  // Elements of one slice.
  int64_t slice_size() const { return slice_size_; }

  // The numbers of the slices that tuples [begin, begin + slices.size()) name,
  // -1 for a tuple out of range. REQUIRES: slices.size() <= kBlock.
  static constexpr int kBlock = 256;
  void Read(int64_t begin, absl::Span<int64_t> slices) const;

  // INVALID_ARGUMENT "indices[0,1] = [2,5] does not index into `what` [2,2]"
  // for the first tuple out of range, when there is one.
  absl::Status CheckRange(const KernelContext& context, const char* what) const;
  // The same for tuple i.
  absl::Status OutOfRange(int64_t i, const char* what) const;

 private:
  const Tensor& indices_;
  const Shape& shape_;
  // The dimensions of the indices before the tuples.
  const int outer_;
  const int depth_;
  const int64_t count_;
  const int64_t slice_size_;
};

}  // namespace thalweg
