// CombineRows: rows of one matrix go into rows of another. The loop of segment
// and scatter kernels.
#pragma once

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "thalweg/graph/dtype.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

// What becomes of a row that another goes into.
enum class RowRule {
  kAssign,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kMin,
  kMax,
};

// Row moves.source(i) of `from` goes into row targets[i] of `to`, in the order
// of i.
struct RowMoves {
  const void* from = nullptr;
  // Empty: row i, or row 0 each time.
  absl::Span<const int64_t> sources = {};
  bool from_one_row = false;

  void* to = nullptr;
  // What is outside of [0, rows) is left out.
  absl::Span<const int64_t> targets = {};
  int64_t rows = 0;
  int64_t columns = 0;

  int64_t source(int64_t i) const {
    if (from_one_row) return 0;
    return sources.empty() ? i : sources[i];
  }
};

// The part of `to` that is written.
struct RowBlock {
  int64_t begin_row, end_row;
  int64_t begin_column, end_column;
};

// An element's result does not depend on the block. Integers wrap around and
// are not to be divided by 0; Min and Max are NaN where either is.
using RowFunction = void (*)(const RowMoves& moves, const RowBlock& block);

// For rows of `from` that go into rows of `to`: of the same dtype (any for
// kAssign, else numbers), or float for half and bfloat16. Null for others.
RowFunction FindRowFunction(RowRule rule, DType from, DType to);

// Cuts a matrix of `rows` x `columns` that `count` rows go into, with calls of
// body(block) that the run's threads share.
void ForEachRowBlock(const KernelContext& context, int64_t count, int64_t rows,
                     int64_t columns,
                     absl::FunctionRef<void(const RowBlock&)> body);

// All of it, in blocks that the run's threads share.
void CombineRows(const KernelContext& context, RowFunction function,
                 const RowMoves& moves);

// ---- For combine_rows*.cc ----
// Calls combine(source row, target row) for each move into the block.
template <class From, class To, class Combine>
inline void ForEachMove(const RowMoves& moves, const RowBlock& block,
                        Combine combine) {
  const uint64_t height = block.end_row - block.begin_row;
  const int64_t count = static_cast<int64_t>(moves.targets.size());
  for (int64_t i = 0; i < count; ++i) {
    const int64_t row = moves.targets[i];
    if (static_cast<uint64_t>(row) - static_cast<uint64_t>(block.begin_row) >=
        height) {
      continue;
    }
    combine(
        static_cast<const From*>(moves.from) + moves.source(i) * moves.columns,
        static_cast<To*>(moves.to) + row * moves.columns);
  }
}

// Of float or double; null for kAssign.
RowFunction FindVectorRowFunction(RowRule rule, DType dtype);

}  // namespace thalweg
