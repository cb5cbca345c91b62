// DiagonalBand: some neighbouring diagonals of a matrix, and the shapes that
// MatrixDiag, MatrixDiagPart and MatrixSetDiag give and take with them.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// The diagonals lower .. upper.
struct DiagonalBand {
  int64_t lower = 0;
  int64_t upper = 0;

  int64_t count() const { return upper - lower + 1; }
  // The length of diagonal d of a matrix.
  static int64_t Length(int64_t d, int64_t rows, int64_t columns);
  // That of the longest.
  int64_t Longest(int64_t rows, int64_t columns) const;
};

// What k says. INVALID_ARGUMENT unless it has one or two elements and
// lower <= upper.
absl::StatusOr<DiagonalBand> DiagonalBandOf(const Shape& k_shape,
                                            absl::Span<const int64_t> k);

// The shapes of the results of MatrixDiag and MatrixDiagPart; `diagonal` and
// `input` may be partial, num_rows and num_cols PartialValue::kUnknown.
// INVALID_ARGUMENT as the ops.
absl::StatusOr<Shape> MatrixDiagShape(const Shape& diagonal,
                                      const DiagonalBand& band,
                                      int64_t num_rows, int64_t num_cols);
absl::StatusOr<Shape> MatrixDiagPartShape(const Shape& input,
                                          const DiagonalBand& band);
// The shape of MatrixSetDiag's result. INVALID_ARGUMENT when `diagonal` may
// not be what it takes.
absl::StatusOr<Shape> MatrixSetDiagShape(const Shape& input,
                                         const Shape& diagonal,
                                         const DiagonalBand& band);

}  // namespace thalweg
