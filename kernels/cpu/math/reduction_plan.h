// ReductionPlan: a reduction over any axes as passes over three-dimensional
// arrays.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/container/inlined_vector.h"
#include "thalweg/kernels/cpu/math/reduction_tile.h"
#include "thalweg/ops/math/reduction.h"

namespace thalweg {

// An array [outer, rows, inner] reduced to [outer, blocks(), inner]: each
// block of rows gives one. The blocks depend on the array's shape alone, so
// that sums have the same bits with any number of threads; and they keep
// chains of additions short.
struct ReductionPass {
  int64_t outer = 1;
  int64_t rows = 1;
  int64_t inner = 1;
  int64_t block_rows = 1;

  int64_t blocks() const { return (rows + block_rows - 1) / block_rows; }
  int64_t num_results() const { return outer * blocks() * inner; }
  // `count` arrays in one call. REQUIRES: blocks() == 1.
  ReductionTile Arrays(int64_t count) const;
};

struct ReductionPlan {
  Shape output;
  int64_t num_outputs = 0;
  // How many elements make one.
  int64_t count = 0;
  // One after another; none where nothing is reduced or there are no elements.
  absl::InlinedVector<ReductionPass, 4> passes;
  // All of a small reduction in one call, but for the addresses.
  std::optional<ReductionTile> single;

  // Results of passes with an even (odd) number that another one reads.
  int64_t IntermediateResults(int parity) const;
};

// With a pass even where every result is of one element, unless
// `keeps_single_elements`.
// REQUIRES: input is fully defined, mask has its rank.
ReductionPlan PlanReduction(const Shape& input, const AxisMask& mask,
                            bool keep_dims, bool keeps_single_elements = true);

}  // namespace thalweg
