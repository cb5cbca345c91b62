#include "thalweg/kernels/cpu/broadcast.h"

#include <algorithm>
#include <cstring>

#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

// Elements of a repeated operand that are laid out at a time.
constexpr int64_t kTile = 256;
constexpr size_t kMaxElementSize = 16;
// Rows shorter than this are laid out several at a time.
constexpr int64_t kShortRow = 64;

template <size_t size>
struct Bytes {
  unsigned char bytes[size];
};

template <size_t size>
void Fill(const void* from, void* to, int64_t n) {
  const auto value = *static_cast<const Bytes<size>*>(from);
  auto* out = static_cast<Bytes<size>*>(to);
  constexpr int64_t kBlock = 64 / size;
  Bytes<size> block[kBlock];
  if (n >= kBlock) std::fill_n(block, kBlock, value);
  int64_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    std::memcpy(out + i, block, sizeof(block));
  }
  for (; i < n; ++i) out[i] = value;
}

// `rows` rows of `n` elements, one after another: row i is made of the element
// or elements at from + i * stride.
template <size_t size>
void LayOutRows(const void* from, int64_t stride, bool is_repeated,
                int64_t rows, int64_t n, void* to) {
  const auto* in = static_cast<const Bytes<size>*>(from);
  auto* out = static_cast<Bytes<size>*>(to);
  for (int64_t i = 0; i < rows; ++i, in += stride, out += n) {
    if (is_repeated) {
      const Bytes<size> value = *in;
      for (int64_t j = 0; j < n; ++j) out[j] = value;
    } else {
      for (int64_t j = 0; j < n; ++j) out[j] = in[j];
    }
  }
}

struct CopyFunctions {
  void (*fill)(const void* from, void* to, int64_t n);
  void (*lay_out)(const void* from, int64_t stride, bool is_repeated,
                  int64_t rows, int64_t n, void* to);
};

CopyFunctions CopyFunctionsFor(size_t element_size) {
  switch (element_size) {
    case 1:
      return {&Fill<1>, &LayOutRows<1>};
    case 2:
      return {&Fill<2>, &LayOutRows<2>};
    case 4:
      return {&Fill<4>, &LayOutRows<4>};
    case 8:
      return {&Fill<8>, &LayOutRows<8>};
    default:
      return {&Fill<16>, &LayOutRows<16>};
  }
}

const void* ElementAt(const Broadcast::Operand& operand, int64_t index) {
  return static_cast<const char*>(operand.data) +
         index * static_cast<int64_t>(operand.element_size);
}

// Which operands are repeated along dimension i of the output, as bits.
unsigned RepeatedAlong(absl::Span<const Shape* const> shapes,
                       const Shape& output, int i) {
  unsigned repeated = 0;
  for (size_t k = 0; k < shapes.size(); ++k) {
    const int dim = i - (output.rank() - shapes[k]->rank());
    if (dim < 0 || shapes[k]->dim(dim) == 1) repeated |= 1u << k;
  }
  return repeated;
}

}  // namespace

absl::StatusOr<Broadcast> Broadcast::Make(
    absl::Span<const Shape* const> shapes) {
  Broadcast result;
  result.num_operands_ = static_cast<int>(shapes.size());
  for (const Shape* shape : shapes) {
    ASSIGN_OR_RETURN(result.output_shape_,
                     BroadcastShapes(result.output_shape_, *shape));
  }
  const Shape& output = result.output_shape_;
  result.size_ = output.num_elements();

  absl::InlinedVector<Loop, 4> loops;
  unsigned last = ~0u;
  for (int i = 0; i < output.rank(); ++i) {
    if (output.dim(i) == 1) continue;
    const unsigned repeated = RepeatedAlong(shapes, output, i);
    if (repeated != last || loops.empty()) loops.emplace_back();
    last = repeated;
    Loop& loop = loops.back();
    loop.size *= output.dim(i);
    for (int k = 0; k < result.num_operands_; ++k) {
      loop.stride[k] = (repeated >> k & 1u) != 0 ? 0 : 1;
      result.is_repeated_[k] |= loop.stride[k] == 0;
    }
  }
  if (loops.empty()) return result;
  int64_t elements[kMaxOperands] = {1, 1, 1};
  for (auto loop = loops.rbegin(); loop != loops.rend(); ++loop) {
    for (int k = 0; k < result.num_operands_; ++k) {
      if (loop->stride[k] == 0) continue;
      loop->stride[k] = elements[k];
      elements[k] *= loop->size;
    }
  }
  result.inner_ = loops.back();
  result.outer_.assign(loops.begin(), loops.end() - 1);
  return result;
}

// Where the operands' rows (runs of the inner loop) lie.
class Broadcast::Cursor {
 public:
  Cursor(const absl::InlinedVector<Loop, 2>& outer, int64_t row)
      : outer_(outer) {
    index_.resize(outer.size());
    Seek(row);
  }

  int64_t offset(int k) const { return offset_[k]; }

  // How many rows follow in the innermost of the outer loops, this one counted.
  int64_t run() const { return outer_.back().size - index_.back(); }

  void Advance(int64_t rows) {
    if (rows >= run()) return Seek(row_ + rows);
    row_ += rows;
    index_.back() += rows;
    for (int k = 0; k < kMaxOperands; ++k) {
      offset_[k] += rows * outer_.back().stride[k];
    }
  }

 private:
  void Seek(int64_t row) {
    row_ = row;
    std::fill_n(offset_, kMaxOperands, 0);
    for (int i = static_cast<int>(outer_.size()) - 1; i >= 0; --i) {
      const Loop& loop = outer_[i];
      index_[i] = row == 0 ? 0 : row % loop.size;
      row = row == 0 ? 0 : row / loop.size;
      for (int k = 0; k < kMaxOperands; ++k) {
        offset_[k] += index_[i] * loop.stride[k];
      }
    }
  }

  const absl::InlinedVector<Loop, 2>& outer_;
  absl::InlinedVector<int64_t, 8> index_;
  int64_t row_ = 0;
  int64_t offset_[kMaxOperands] = {};
};

// One call of ForEachPiece where there are several loops.
class Broadcast::Walk {
 public:
  Walk(const Broadcast& loops, absl::Span<const Operand> operands,
       int64_t begin, Body body)
      : loops_(loops),
        operands_(operands),
        body_(body),
        row_size_(loops.inner_.size),
        cursor_(loops.outer_, begin / row_size_),
        column_(begin % row_size_),
        position_(begin) {
    for (int k = 0; k < loops.num_operands_; ++k) {
      copy_[k] = CopyFunctionsFor(operands[k].element_size);
      bool varies = false;
      for (const Loop& loop : loops.outer_) varies |= loop.stride[k] != 0;
      is_periodic_[k] = !varies;
    }
  }

  void To(int64_t end) {
    while (position_ < end) {
      const int64_t whole_rows = (end - position_) / row_size_;
      if (row_size_ < kShortRow && column_ == 0 && whole_rows > 1) {
        ShortRows(std::min(whole_rows, kTile / row_size_));
      } else {
        Row(std::min(row_size_ - column_, end - position_));
      }
    }
  }

 private:
  bool IsRepeatedInRow(int k) const { return loops_.inner_.stride[k] == 0; }

  // The part of one row from column_ on.
  void Row(int64_t count) {
    const void* pointers[kMaxOperands] = {};
    int64_t piece = count;
    for (int k = 0; k < loops_.num_operands_; ++k) {
      if (!IsRepeatedInRow(k)) continue;
      piece = std::min(piece, kTile);
      tile_rows_[k] = 0;
      copy_[k].fill(ElementAt(operands_[k], cursor_.offset(k)), tiles_[k],
                    std::min(count, kTile));
    }
    for (int64_t done = 0; done < count; done += piece) {
      for (int k = 0; k < loops_.num_operands_; ++k) {
        pointers[k] =
            IsRepeatedInRow(k)
                ? tiles_[k]
                : ElementAt(operands_[k], cursor_.offset(k) + column_ + done);
      }
      body_(pointers, position_ + done, std::min(piece, count - done));
    }
    position_ += count;
    column_ += count;
    if (column_ < row_size_) return;
    column_ = 0;
    cursor_.Advance(1);
  }

  // Whole rows, at most a tile of them.
  void ShortRows(int64_t rows) {
    const void* pointers[kMaxOperands] = {};
    for (int k = 0; k < loops_.num_operands_; ++k) {
      if (loops_.is_repeated_[k]) {
        LayOut(k, rows);
        pointers[k] = tiles_[k];
      } else {
        pointers[k] = ElementAt(operands_[k], position_);
      }
    }
    body_(pointers, position_, rows * row_size_);
    position_ += rows * row_size_;
    cursor_.Advance(rows);
  }

  // Operand k's elements of the next rows, one after another.
  void LayOut(int k, int64_t rows) {
    if (is_periodic_[k] && tile_rows_[k] >= rows) return;
    tile_rows_[k] = rows;
    const int64_t row_bytes =
        row_size_ * static_cast<int64_t>(operands_[k].element_size);
    char* to = tiles_[k];
    for (Cursor cursor = cursor_; rows > 0;) {
      const int64_t run = std::min(rows, cursor.run());
      copy_[k].lay_out(ElementAt(operands_[k], cursor.offset(k)),
                       loops_.outer_.back().stride[k], IsRepeatedInRow(k), run,
                       row_size_, to);
      to += run * row_bytes;
      rows -= run;
      if (rows > 0) cursor.Advance(run);
    }
  }

  const Broadcast& loops_;
  const absl::Span<const Operand> operands_;
  const Body body_;
  const int64_t row_size_;
  Cursor cursor_;
  int64_t column_;
  int64_t position_;
  CopyFunctions copy_[kMaxOperands] = {};
  // True when all rows of the operand are the same, and how many of them its
  // tile holds.
  bool is_periodic_[kMaxOperands] = {};
  int64_t tile_rows_[kMaxOperands] = {};
  alignas(64) char tiles_[kMaxOperands][kTile * kMaxElementSize];
};

void Broadcast::ForEachPiece(absl::Span<const Operand> operands, int64_t begin,
                             int64_t end, Body body) const {
  if (begin >= end) return;
  if (outer_.empty()) {
    OneLoop(operands, begin, end, body);
  } else {
    Walk(*this, operands, begin, body).To(end);
  }
}

void Broadcast::OneLoop(absl::Span<const Operand> operands, int64_t begin,
                        int64_t end, Body body) const {
  alignas(64) char tiles[kMaxOperands][kTile * kMaxElementSize];
  const void* pointers[kMaxOperands] = {};
  int64_t piece = end - begin;
  for (int k = 0; k < num_operands_; ++k) {
    if (!is_repeated_[k]) continue;
    piece = std::min(piece, kTile);
    pointers[k] = tiles[k];
    CopyFunctionsFor(operands[k].element_size)
        .fill(operands[k].data, tiles[k], piece);
  }
  for (int64_t i = begin; i < end; i += piece) {
    for (int k = 0; k < num_operands_; ++k) {
      if (!is_repeated_[k]) pointers[k] = ElementAt(operands[k], i);
    }
    body(pointers, i, std::min(piece, end - i));
  }
}

int64_t Broadcast::OperandIndex(int k, int64_t index) const {
  int64_t result = index % inner_.size * inner_.stride[k];
  index /= inner_.size;
  for (auto loop = outer_.rbegin(); loop != outer_.rend(); ++loop) {
    result += index % loop->size * loop->stride[k];
    index /= loop->size;
  }
  return result;
}

}  // namespace thalweg
