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
void FillRun(const void* from, void* to, int64_t n) {
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

template <size_t size>
void CopyRun(const void* from, void* to, int64_t n) {
  const auto* in = static_cast<const Bytes<size>*>(from);
  auto* out = static_cast<Bytes<size>*>(to);
  for (int64_t i = 0; i < n; ++i) out[i] = in[i];
}

using RunFunction = void (*)(const void* from, void* to, int64_t n);

struct RunFunctions {
  RunFunction fill;
  RunFunction copy;
};

RunFunctions RunFunctionsFor(size_t element_size) {
  switch (element_size) {
    case 1:
      return {&FillRun<1>, &CopyRun<1>};
    case 2:
      return {&FillRun<2>, &CopyRun<2>};
    case 4:
      return {&FillRun<4>, &CopyRun<4>};
    case 8:
      return {&FillRun<8>, &CopyRun<8>};
    default:
      return {&FillRun<16>, &CopyRun<16>};
  }
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
  Cursor(const Broadcast& loops, int64_t row) : outer_(loops.outer_) {
    index_.resize(outer_.size());
    for (int i = static_cast<int>(outer_.size()) - 1; i >= 0; --i) {
      index_[i] = row % outer_[i].size;
      row /= outer_[i].size;
      for (int k = 0; k < kMaxOperands; ++k) {
        offset_[k] += index_[i] * outer_[i].stride[k];
      }
    }
  }

  int64_t offset(int k) const { return offset_[k]; }

  void Next() {
    for (int i = static_cast<int>(outer_.size()) - 1; i >= 0; --i) {
      const Loop& loop = outer_[i];
      const bool wraps = ++index_[i] == loop.size;
      for (int k = 0; k < kMaxOperands; ++k) {
        offset_[k] += wraps ? -(loop.size - 1) * loop.stride[k]
                            : loop.stride[k];
      }
      if (!wraps) return;
      index_[i] = 0;
    }
  }

 private:
  const absl::InlinedVector<Loop, 2>& outer_;
  absl::InlinedVector<int64_t, 8> index_;
  int64_t offset_[kMaxOperands] = {};
};

// One call of ForEachPiece.
class Broadcast::Walk {
 public:
  Walk(const Broadcast& loops, absl::Span<const Operand> operands,
       int64_t begin, Body body)
      : loops_(loops),
        operands_(operands),
        body_(body),
        cursor_(loops, begin / loops.inner_.size),
        column_(begin % loops.inner_.size),
        position_(begin) {
    for (int k = 0; k < loops.num_operands_; ++k) {
      runs_[k] = RunFunctionsFor(operands[k].element_size);
      bool varies = false;
      for (const Loop& loop : loops.outer_) varies |= loop.stride[k] != 0;
      is_periodic_[k] = !varies;
    }
  }

  void To(int64_t end) {
    const int64_t row = loops_.inner_.size;
    while (position_ < end) {
      const int64_t whole_rows = (end - position_) / row;
      if (row < kShortRow && column_ == 0 && whole_rows > 1) {
        ShortRows(std::min(whole_rows, kTile / row));
      } else {
        Row(std::min(row - column_, end - position_));
      }
    }
  }

 private:
  const char* Element(int k, int64_t index) const {
    return static_cast<const char*>(operands_[k].data) +
           index * static_cast<int64_t>(operands_[k].element_size);
  }

  // The part of one row from column_ on.
  void Row(int64_t count) {
    const void* pointers[kMaxOperands] = {};
    int64_t piece = count;
    for (int k = 0; k < loops_.num_operands_; ++k) {
      if (loops_.inner_.stride[k] != 0) continue;
      piece = std::min(piece, kTile);
      tile_rows_[k] = 0;
      runs_[k].fill(Element(k, cursor_.offset(k)), tiles_[k],
                    std::min(count, kTile));
    }
    for (int64_t done = 0; done < count; done += piece) {
      for (int k = 0; k < loops_.num_operands_; ++k) {
        pointers[k] = loops_.inner_.stride[k] == 0
                          ? tiles_[k]
                          : Element(k, cursor_.offset(k) + column_ + done);
      }
      body_(pointers, position_ + done, std::min(piece, count - done));
    }
    position_ += count;
    column_ += count;
    if (column_ < loops_.inner_.size) return;
    column_ = 0;
    cursor_.Next();
  }

  // Whole rows, at most a tile of them.
  void ShortRows(int64_t rows) {
    const int64_t row = loops_.inner_.size;
    const void* pointers[kMaxOperands] = {};
    for (int k = 0; k < loops_.num_operands_; ++k) {
      if (loops_.is_repeated_[k]) {
        LayOut(k, rows);
        pointers[k] = tiles_[k];
      } else {
        pointers[k] = Element(k, position_);
      }
    }
    body_(pointers, position_, rows * row);
    position_ += rows * row;
    for (int64_t i = 0; i < rows; ++i) cursor_.Next();
  }

  // Operand k's elements of the next rows, one after another.
  void LayOut(int k, int64_t rows) {
    if (is_periodic_[k] && tile_rows_[k] >= rows) return;
    tile_rows_[k] = rows;
    const int64_t row = loops_.inner_.size;
    const int64_t bytes = row * static_cast<int64_t>(operands_[k].element_size);
    const RunFunction run =
        loops_.inner_.stride[k] == 0 ? runs_[k].fill : runs_[k].copy;
    Cursor cursor = cursor_;
    for (int64_t i = 0; i < rows; ++i, cursor.Next()) {
      run(Element(k, cursor.offset(k)), tiles_[k] + i * bytes, row);
    }
  }

  const Broadcast& loops_;
  const absl::Span<const Operand> operands_;
  const Body body_;
  Cursor cursor_;
  int64_t column_;
  int64_t position_;
  RunFunctions runs_[kMaxOperands] = {};
  // True when all rows of the operand are the same, and how many of them its
  // tile holds.
  bool is_periodic_[kMaxOperands] = {};
  int64_t tile_rows_[kMaxOperands] = {};
  alignas(64) char tiles_[kMaxOperands][kTile * kMaxElementSize];
};

void Broadcast::ForEachPiece(absl::Span<const Operand> operands, int64_t begin,
                             int64_t end, Body body) const {
  if (begin < end) Walk(*this, operands, begin, body).To(end);
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
