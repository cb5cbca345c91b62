// AxisExtent: a tensor as seen by an op that works along one axis.
#pragma once

#include <cstdint>

#include "thalweg/graph/shape.h"

namespace thalweg {

// [outer, axis, inner]: the dimensions before the axis, the axis, those behind.
struct AxisExtent {
  int64_t outer = 1;
  int64_t axis = 1;
  int64_t inner = 1;

  // REQUIRES: 0 <= axis < shape.rank(), shape fully defined.
  static AxisExtent Of(const Shape& shape, int axis) {
    return {shape.Slice(0, axis).num_elements(), shape.dim(axis),
            shape.Slice(axis + 1, shape.rank()).num_elements()};
  }

  // Columns are taken so many at a time, to keep what is known about each in
  // the nearest cache; a chunk never spans two outer positions.
  static constexpr int64_t kMaxColumns = 256;
  int64_t chunks() const {
    return outer * ((inner + kMaxColumns - 1) / kMaxColumns);
  }
  struct Chunk {
    int64_t outer;
    int64_t column;
    int64_t columns;
  };
  // REQUIRES: 0 <= i < chunks().
  Chunk chunk(int64_t i) const {
    const int64_t across = (inner + kMaxColumns - 1) / kMaxColumns;
    const int64_t column = i % across * kMaxColumns;
    const int64_t left = inner - column;
    return {i / across, column, left < kMaxColumns ? left : kMaxColumns};
  }
  // Chunks worth handing to another thread.
  int64_t grain() const {
    const int64_t columns = inner < kMaxColumns ? inner : kMaxColumns;
    const int64_t elements = axis * columns;
    return elements >= 32768 ? 1 : 32768 / (elements < 1 ? 1 : elements);
  }
};

}  // namespace thalweg
