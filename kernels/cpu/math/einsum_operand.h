// EinsumView, EinsumOperand: an operand of Einsum on its way to a product.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/math/reducer.h"

namespace thalweg {

// How the elements of a tensor lie that a subscript names: an axis for each
// label of more than one element. A label that occurs twice has a diagonal.
struct EinsumAxis {
  int label;
  int64_t size;
  int64_t stride;
};

class EinsumView {
 public:
  using Axes = absl::InlinedVector<EinsumAxis, 8>;

  EinsumView() = default;
  // Of a dense tensor with one label for each axis.
  EinsumView(const Shape& shape, absl::Span<const int> labels);
  // Of a dense array with these labels, which lie somehow in `view`.
  EinsumView(absl::Span<const int> labels, const EinsumView& view);

  const Axes& axes() const { return axes_; }
  // Null when there is no such label.
  const EinsumAxis* Find(int label) const;
  bool Has(int label) const { return Find(label) != nullptr; }
  // The product of the labels' sizes.
  int64_t SizeOf(absl::Span<const int> labels) const;
  int64_t num_elements() const;
  bool is_dense() const;

 private:
  void AddDense(absl::Span<const int> labels, absl::Span<const int64_t> sizes);

  Axes axes_;  // Outermost first.
};

// Copies what `from` names to where `to` names it. REQUIRES: from has the
// labels of to.
StridedCopy CopyBetween(DType dtype, const EinsumView& from,
                        const EinsumView& to);

using IsLabel = absl::FunctionRef<bool(int label)>;

// Sums an operand along labels and brings the others into some order, each
// where it has to.
class EinsumOperand {
 public:
  EinsumOperand(DType dtype, const EinsumView& input)
      : dtype_(dtype), view_(input) {}

  // To be called at most once each, in this order.
  void Sum(IsLabel is_summed);
  void Arrange(absl::Span<const int> order);

  // The result's; dense after Arrange.
  const EinsumView& view() const { return view_; }
  // True when the result is the input.
  bool is_input() const { return !dense_ && !reduction_ && !arrange_; }
  size_t scratch_bytes() const { return scratch_bytes_; }
  // The result, in the input or in `scratch`.
  const void* Run(const KernelContext& context, const void* input,
                  char* scratch) const;

 private:
  // Bytes of scratch for so many elements.
  size_t Reserve(int64_t elements);
  size_t ReserveBytes(size_t bytes);

  DType dtype_;
  EinsumView view_;
  // A copy of the summed labels' and the others' elements alone.
  std::optional<StridedCopy> dense_;
  Reducer reducer_;
  std::optional<ReductionPlan> reduction_;
  std::optional<StridedCopy> arrange_;
  // Where each writes; for the reduction, what it needs in between.
  size_t dense_at_ = 0;
  size_t reduced_at_ = 0;
  size_t reducing_at_ = 0;
  size_t arranged_at_ = 0;
  size_t scratch_bytes_ = 0;
};

}  // namespace thalweg
