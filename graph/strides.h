// ForEachStrided: walks an array that does not lie in C order.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// Calls visit(c, s) for each element in C order: its number, and its position
// where a step along axis i moves by strides[i] elements (of any sign).
// REQUIRES: a fully known shape, a stride for each axis, positions that fit
// int64.
template <class Visit>
void ForEachStrided(const Shape& shape, absl::Span<const int64_t> strides,
                    Visit visit) {
  const int rank = shape.rank();
  std::vector<int64_t> index(rank, 0);
  int64_t position = 0;
  for (int64_t c = 0, count = shape.num_elements(); c < count; ++c) {
    visit(c, position);
    for (int i = rank - 1; i >= 0; --i) {
      position += strides[i];
      if (++index[i] < shape.dim(i)) break;
      position -= strides[i] * shape.dim(i);
      index[i] = 0;
    }
  }
}

}  // namespace thalweg
