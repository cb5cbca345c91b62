// CopyTransposed: the loop of StridedCopy over planes of which the source runs
// along rows and the destination along columns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "thalweg/kernels/cpu/array/strided_copy.h"

namespace thalweg {

// A cache line.
inline constexpr size_t kLineBytes = 64;
// Rows or columns fewer than this are not worth a block.
inline constexpr int64_t kFewTransposed = 8;

namespace internal_transpose {

// Elements of a narrow plane that stay in the first-level cache.
constexpr int64_t kNarrowBlock = 512;

// A square of elements that fills registers of 16 bytes, one a row. Packs of
// indices stand for loops, so that rows stay in registers.
template <class T>
class Square {
 public:
  static constexpr size_t kSize = 16 / sizeof(T);

  static void Transpose(const T* from, int64_t from_stride, T* to,
                        int64_t to_stride) {
    constexpr auto kRows = std::make_index_sequence<kSize>();
    Store(Rounds<1>(Load(from, from_stride, kRows)), to, to_stride, kRows);
  }

 private:
  typedef T Vector __attribute__((vector_size(16)));
  struct Rows {
    Vector row[kSize];
  };

  static Vector LoadRow(const T* from) {
    Vector row;
    std::memcpy(&row, from, sizeof(row));
    return row;
  }

  template <size_t... i>
  static Rows Load(const T* from, int64_t stride, std::index_sequence<i...>) {
    return {{LoadRow(from + i * stride)...}};
  }

  template <size_t... i>
  static void Store(const Rows& rows, T* to, int64_t stride,
                    std::index_sequence<i...>) {
    (std::memcpy(to + i * stride, &rows.row[i], sizeof(Vector)), ...);
  }

  // Elements of a and b in turn, from the first or the second half of each.
  template <size_t half, size_t... i>
  static Vector Interleave(Vector a, Vector b, std::index_sequence<i...>) {
    return __builtin_shufflevector(
        a, b, (half * kSize / 2 + i / 2 + i % 2 * kSize)...);
  }

  // Row i interleaved with row i + kSize / 2.
  template <size_t... i>
  static Rows Round(const Rows& rows, std::index_sequence<i...>) {
    constexpr auto kElements = std::make_index_sequence<kSize>();
    constexpr size_t kHalf = kSize / 2;
    return {{Interleave<i % 2>(rows.row[i / 2], rows.row[i / 2 + kHalf],
                               kElements)...}};
  }

  // log2(kSize) rounds.
  template <size_t done>
  static Rows Rounds(const Rows& rows) {
    if constexpr (done >= kSize) {
      return rows;
    } else {
      return Rounds<2 * done>(Round(rows, std::make_index_sequence<kSize>()));
    }
  }
};

// to[row * to_stride + column] = from[column * from_stride + row]
template <class T>
void TransposeBlock(const T* from, int64_t from_stride, T* to,
                    int64_t to_stride, int64_t rows, int64_t columns) {
  int64_t whole_rows = 0;
  int64_t whole_columns = 0;
  if constexpr (sizeof(T) < 16) {
    constexpr int64_t n = static_cast<int64_t>(Square<T>::kSize);
    whole_rows = rows / n * n;
    whole_columns = columns / n * n;
    for (int64_t row = 0; row < whole_rows; row += n) {
      for (int64_t column = 0; column < whole_columns; column += n) {
        Square<T>::Transpose(from + column * from_stride + row, from_stride,
                             to + row * to_stride + column, to_stride);
      }
    }
  }
  for (int64_t row = 0; row < rows; ++row) {
    for (int64_t column = row < whole_rows ? whole_columns : 0;
         column < columns; ++column) {
      to[row * to_stride + column] = from[column * from_stride + row];
    }
  }
}

}  // namespace internal_transpose

// In blocks of whole cache lines by as many: each line is read and written
// while it is in the cache. Neighbouring blocks are those along the layout
// whose runs are closer together.
template <class T>
void CopyTransposed(const void* from_bytes, void* to_bytes,
                    const CopyPlane& plane) {
  constexpr int64_t kBlock = kLineBytes / sizeof(T);
  const T* from = static_cast<const T*>(from_bytes);
  T* to = static_cast<T*>(to_bytes);
  const int64_t from_stride = plane.columns.from_stride;
  const int64_t to_stride = plane.rows.to_stride;
  const int64_t row_blocks = (plane.rows.size + kBlock - 1) / kBlock;
  const int64_t column_blocks = (plane.columns.size + kBlock - 1) / kBlock;
  const bool rows_first = std::abs(from_stride) < std::abs(to_stride);
  const int64_t inner = rows_first ? row_blocks : column_blocks;
  const int64_t outer = rows_first ? column_blocks : row_blocks;
  for (int64_t i = 0; i < outer; ++i) {
    for (int64_t j = 0; j < inner; ++j) {
      const int64_t row = (rows_first ? j : i) * kBlock;
      const int64_t column = (rows_first ? i : j) * kBlock;
      internal_transpose::TransposeBlock(
          from + column * from_stride + row, from_stride,
          to + row * to_stride + column, to_stride,
          std::min(kBlock, plane.rows.size - row),
          std::min(kBlock, plane.columns.size - column));
    }
  }
}

// Few rows: each is gathered from columns that are in the cache.
template <class T>
void CopyFewRowsTransposed(const void* from_bytes, void* to_bytes,
                           const CopyPlane& plane) {
  const T* from = static_cast<const T*>(from_bytes);
  T* to = static_cast<T*>(to_bytes);
  const int64_t stride = plane.columns.from_stride;
  const int64_t total = plane.columns.size;
  for (int64_t begin = 0; begin < total;
       begin += internal_transpose::kNarrowBlock) {
    const int64_t end =
        std::min(total, begin + internal_transpose::kNarrowBlock);
    for (int64_t row = 0; row < plane.rows.size; ++row) {
      T* out = to + row * plane.rows.to_stride;
      for (int64_t column = begin; column < end; ++column) {
        out[column] = from[column * stride + row];
      }
    }
  }
}

// Few columns: each row is a few elements from as many runs.
template <class T>
void CopyFewColumnsTransposed(const void* from_bytes, void* to_bytes,
                              const CopyPlane& plane) {
  const T* from = static_cast<const T*>(from_bytes);
  T* to = static_cast<T*>(to_bytes);
  const int64_t columns = plane.columns.size;
  for (int64_t row = 0; row < plane.rows.size; ++row) {
    for (int64_t column = 0; column < columns; ++column) {
      to[column] = from[column * plane.columns.from_stride + row];
    }
    to += plane.rows.to_stride;
  }
}

}  // namespace thalweg
