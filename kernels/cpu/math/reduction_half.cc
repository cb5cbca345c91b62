// Reductions of half and bfloat16: converted a tile at a time, which stays in
// the nearest cache, and reduced as float.
#include <algorithm>
#include <cstdint>

#include "thalweg/kernels/cpu/half_conversion.h"
#include "thalweg/kernels/cpu/math/reduction_tile.h"

namespace thalweg {
namespace {

constexpr int64_t kTile = 1024;
constexpr int64_t kTileRows = 16;
constexpr int64_t kTileColumns = 256;

// Many short arrays at once.
template <class T>
void ReduceShortArrays(ReductionTileFunction reduce, const ReductionTile& tile,
                       const T* x, float* out) {
  float floats[kTile];
  const int64_t arrays = kTile / tile.rows;
  for (int64_t i = 0; i < tile.count; i += arrays) {
    ReductionTile part = tile;
    part.count = std::min(arrays, tile.count - i);
    part.input = floats;
    part.input_step = tile.rows;
    part.output = out + i * tile.output_step;
    ConvertToFloat(x + i * tile.input_step, floats, part.count * tile.rows);
    reduce(part);
  }
}

// One long array; what was found so far is the first element of each part.
template <class T>
void ReduceLongArray(ReductionTileFunction reduce, int64_t rows, const T* x,
                     float* out) {
  float floats[1 + kTile];
  for (int64_t i = 0; i < rows; i += kTile) {
    const int64_t size = std::min(kTile, rows - i);
    ConvertToFloat(x + i, floats + 1, size);
    floats[0] = *out;
    ReductionTile part;
    part.input = i == 0 ? floats + 1 : floats;
    part.rows = i == 0 ? size : size + 1;
    part.output = out;
    reduce(part);
  }
}

// Columns side by side; what was found so far is the first row of each part.
template <class T>
void ReduceColumns(ReductionTileFunction reduce, const ReductionTile& tile,
                   int64_t columns, const T* x, float* out) {
  float floats[(1 + kTileRows) * kTileColumns];
  for (int64_t i = 0; i < tile.rows; i += kTileRows) {
    const int64_t rows = std::min(kTileRows, tile.rows - i);
    for (int64_t k = 0; k < rows; ++k) {
      ConvertToFloat(x + (i + k) * tile.row_step,
                     floats + (1 + k) * kTileColumns, columns);
    }
    std::copy_n(out, columns, floats);
    ReductionTile part;
    part.input = i == 0 ? floats + kTileColumns : floats;
    part.rows = i == 0 ? rows : rows + 1;
    part.row_step = kTileColumns;
    part.columns = columns;
    part.output = out;
    reduce(part);
  }
}

template <class T, ReductionOp op>
void Reduce(const ReductionTile& tile) {
  static const ReductionTileFunction reduce = FindSimdReduction(op, kFloat);
  const T* x = static_cast<const T*>(tile.input);
  float* out = static_cast<float*>(tile.output);
  if (tile.contiguous() && tile.rows <= kTile / 4 &&
      tile.input_step == tile.rows) {
    return ReduceShortArrays(reduce, tile, x, out);
  }
  for (int64_t i = 0; i < tile.count; ++i) {
    if (tile.contiguous()) {
      ReduceLongArray(reduce, tile.rows, x, out);
    } else {
      for (int64_t j = 0; j < tile.columns; j += kTileColumns) {
        ReduceColumns(reduce, tile, std::min(kTileColumns, tile.columns - j),
                      x + j, out + j);
      }
    }
    x += tile.input_step;
    out += tile.output_step;
  }
}

template <class T>
ReductionTileFunction Find(ReductionOp op) {
  switch (op) {
    case ReductionOp::kSum:
    case ReductionOp::kMean:
      return &Reduce<T, ReductionOp::kSum>;
    case ReductionOp::kProd:
      return &Reduce<T, ReductionOp::kProd>;
    case ReductionOp::kMax:
      return &Reduce<T, ReductionOp::kMax>;
    case ReductionOp::kMin:
      return &Reduce<T, ReductionOp::kMin>;
    default:
      return nullptr;
  }
}

}  // namespace

ReductionTileFunction FindHalfReduction(ReductionOp op, DType dtype) {
  if (dtype == kHalf) return Find<Half>(op);
  if (dtype == kBfloat16) return Find<BFloat16>(op);
  return nullptr;
}

}  // namespace thalweg
