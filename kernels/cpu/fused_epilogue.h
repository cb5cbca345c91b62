// FusedEpilogue: the bias and activation that a contraction adds in passing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/dtype.h"
#include "thalweg/kernels/cpu/math/elementwise.h"

namespace thalweg {

// Computes with the functions of BiasAdd's and the activation's own kernels, so
// that fused and separate ops have the same bits.
class FusedEpilogue {
 public:
  // Nothing to do.
  FusedEpilogue() = default;
  // Of an attribute fused_ops: nothing; or "BiasAdd" and possibly the name of
  // a unary op. UNIMPLEMENTED for others, INVALID_ARGUMENT when the number of
  // further inputs is not that of biases.
  static absl::StatusOr<FusedEpilogue> Make(
      absl::Span<const std::string> fused_ops, int num_args, DType dtype);

  bool has_bias() const { return add_ != nullptr; }

  // On `rows` rows of `columns` elements, `step` elements apart; bias has one
  // for each column.
  void ApplyToRows(const void* bias, void* data, int64_t rows, int64_t columns,
                   int64_t step) const;
  // On `rows` rows that lie one after another; bias has one for each row.
  void ApplyToPlanes(const void* bias, void* data, int64_t rows,
                     int64_t columns) const;

 private:
  void ApplyToDenseRows(const void* bias, char* data, int64_t rows,
                        int64_t columns) const;
  void Activate(void* data, int64_t n) const {
    if (activation_ != nullptr) activation_(data, data, n);
  }

  BinaryFunction add_ = nullptr;
  UnaryFunction activation_ = nullptr;
  size_t element_size_ = 0;
};

}  // namespace thalweg
