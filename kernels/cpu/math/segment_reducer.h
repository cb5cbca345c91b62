// SegmentReducer: what the kernels of segment reductions compute with.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"
#include "thalweg/kernels/cpu/math/combine_rows.h"
#include "thalweg/kernels/cpu/math/row_numbers.h"

namespace thalweg {

enum class SegmentReduction {
  kSum,
  kMean,
  // The sum, divided by the square root of the number of rows.
  kSqrtN,
  kProd,
  kMin,
  kMax,
};

// What numbers of this dtype are computed in: float for 16-bit types.
DType SumDType(DType dtype);

// Divides `columns` numbers by count, or for kSqrtN by its square root.
// Integers round towards 0.
using DivideFunction = void (*)(SegmentReduction reduction, int64_t count,
                                int64_t columns, void* row);

// What a row is where nothing is reduced.
enum class EmptySegment {
  // The reduction's neutral element, as a finite number.
  kNeutral,
  // 1 for products, else 0.
  kPlain,
};

// Reduces rows of one matrix to rows of another. 16-bit types are computed in
// float and rounded once.
class SegmentReducer {
 public:
  // Row numbers to fill in, and memory that Reduce needs. Kernel::Bind returns
  // one.
  struct State : RowNumbers {
    Tensor sums;
  };

  // `data`: the dtype of what is reduced when it is SumDType(dtype) already.
  SegmentReducer(SegmentReduction reduction, EmptySegment empty, DType dtype,
                 DType data = kInvalid);

  // Row state.targets[i] of `output` takes row state.sources[i] of `data` in
  // (row i when there are no sources); negative targets are left out.
  // REQUIRES: output, of rank >= 1, has as many columns as data; all other row
  // numbers are in range, and the targets ascend unless empty segments are
  // neutral.
  absl::Status Reduce(const KernelContext& context, const Tensor& data,
                      State& state, Tensor& output) const;

 private:
  // Whether empty segments are not what rows start from.
  bool has_gaps() const;
  absl::StatusOr<Tensor> SumsFor(State& state, const Tensor& output) const;
  void FillGaps(const KernelContext& context,
                const std::vector<int64_t>& targets, Tensor& sums) const;
  void DivideSegments(const KernelContext& context,
                      const std::vector<int64_t>& targets, Tensor& sums) const;

  const SegmentReduction reduction_;
  const DType dtype_;
  const DType sum_dtype_;
  const RowFunction function_;
  const DivideFunction divide_;  // Null where nothing is divided.
  // What rows start from, and what empty ones are.
  const Tensor start_;
  const Tensor empty_;
};

}  // namespace thalweg
