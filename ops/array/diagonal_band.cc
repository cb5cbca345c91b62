#include "thalweg/ops/array/diagonal_band.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/node.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

constexpr int64_t kUnknownValue = PartialValue::kUnknown;

// Of a matrix whose sizes may be unknown.
absl::Status CheckDiagonal(const char* name, int64_t d, int64_t rows,
                           int64_t columns) {
  const bool high = columns >= 0 && d >= columns;
  const bool low = rows >= 0 && d <= -rows;
  if (d == 0 || (!high && !low)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(name, " is out of bound: ", d, ". It must be between ",
                   rows >= 0 ? -rows : rows, " and ", columns));
}

absl::Status RequireMatrices(const Shape& input) {
  if (!input.has_rank() || input.rank() >= 2) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "input must be at least 2-dim, received shape: ", input.ToString()));
}

absl::Status RequireDiagonals(const Shape& diagonal) {
  if (!diagonal.has_rank() || diagonal.rank() >= 1) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("diagonal must be at least 1-dim, received shape: ",
                   diagonal.ToString()));
}

struct MatrixSize {
  int64_t rows;
  int64_t columns;
};

// The size of matrices whose longest diagonal is known: what was asked for,
// else what the diagonals need.
absl::StatusOr<MatrixSize> SizeAround(int64_t longest, const DiagonalBand& band,
                                      MatrixSize asked) {
  const MatrixSize least = {longest - std::min<int64_t>(band.upper, 0),
                            longest + std::max<int64_t>(band.lower, 0)};
  if (asked.rows != -1 && asked.rows < least.rows) {
    return absl::InvalidArgumentError("The number of rows is too small.");
  }
  if (asked.columns != -1 && asked.columns < least.columns) {
    return absl::InvalidArgumentError("The number of columns is too small.");
  }
  if (asked.rows == -1 && asked.columns == -1) {
    const int64_t both = std::max(least.rows, least.columns);
    return MatrixSize{both, both};
  }
  if (asked.rows == -1) return MatrixSize{least.rows, asked.columns};
  if (asked.columns == -1) return MatrixSize{asked.rows, least.columns};
  if (asked.rows != least.rows && asked.columns != least.columns) {
    return absl::InvalidArgumentError(
        "The number of rows or columns is not consistent with the specified "
        "d_lower, d_upper, and diagonal.");
  }
  return asked;
}

absl::StatusOr<MatrixSize> MatrixSizeOf(const Shape& diagonal,
                                        const DiagonalBand& band,
                                        MatrixSize asked) {
  const int64_t longest = diagonal.dim(diagonal.rank() - 1);
  if (longest != Shape::kUnknown && asked.rows != kUnknownValue &&
      asked.columns != kUnknownValue) {
    return SizeAround(longest, band, asked);
  }
  return MatrixSize{std::max(asked.rows, Shape::kUnknown),
                    std::max(asked.columns, Shape::kUnknown)};
}

}  // namespace

int64_t DiagonalBand::Length(int64_t d, int64_t rows, int64_t columns) {
  return std::min(rows + std::min<int64_t>(d, 0),
                  columns - std::max<int64_t>(d, 0));
}

int64_t DiagonalBand::Longest(int64_t rows, int64_t columns) const {
  return std::min(rows + std::min<int64_t>(upper, 0),
                  columns - std::max<int64_t>(lower, 0));
}

absl::StatusOr<DiagonalBand> DiagonalBandOf(const Shape& k_shape,
                                            absl::Span<const int64_t> k) {
  if (k_shape.rank() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("diag_index must be a scalar or vector, received shape: ",
                     k_shape.ToString()));
  }
  if (k.empty() || k.size() > 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("diag_index must have only one or two elements, received ",
                     k.size(), " elements."));
  }
  const DiagonalBand band = {k.front(), k.back()};
  if (band.lower > band.upper) {
    return absl::InvalidArgumentError(absl::StrCat(
        "lower_diag_index must not be larger than upper_diag_index: ",
        band.lower, " > ", band.upper));
  }
  return band;
}

absl::StatusOr<Shape> MatrixDiagShape(const Shape& diagonal,
                                      const DiagonalBand& band,
                                      int64_t num_rows, int64_t num_cols) {
  if (!diagonal.has_rank()) return Shape::Unknown();
  RETURN_IF_ERROR(RequireDiagonals(diagonal));
  int batch_rank = diagonal.rank() - 1;
  if (band.count() > 1) {
    --batch_rank;
    if (batch_rank < 0 || (diagonal.dim(batch_rank) >= 0 &&
                           diagonal.dim(batch_rank) != band.count())) {
      return absl::InvalidArgumentError(absl::StrCat(
          "The number of diagonals provided in the input does not match the "
          "lower_diag_index and upper_diag_index range: ",
          band.lower, " to ", band.upper, " for shape ", diagonal.ToString()));
    }
  }
  ASSIGN_OR_RETURN(const MatrixSize size,
                   MatrixSizeOf(diagonal, band, {num_rows, num_cols}));
  const Shape shape =
      diagonal.Slice(0, batch_rank).Concat({size.rows, size.columns});
  return Shape::Make(shape.dims());
}

absl::StatusOr<Shape> MatrixDiagPartShape(const Shape& input,
                                          const DiagonalBand& band) {
  if (!input.has_rank()) return Shape::Unknown();
  RETURN_IF_ERROR(RequireMatrices(input));
  const int batch_rank = input.rank() - 2;
  const int64_t rows = input.dim(batch_rank);
  const int64_t columns = input.dim(batch_rank + 1);
  RETURN_IF_ERROR(CheckDiagonal("lower_diag_index", band.lower, rows, columns));
  RETURN_IF_ERROR(CheckDiagonal("upper_diag_index", band.upper, rows, columns));
  Shape shape = input.Slice(0, batch_rank);
  if (band.count() > 1) shape.AddDim(band.count());
  const bool known = rows >= 0 && columns >= 0;
  shape.AddDim(known ? band.Longest(rows, columns) : Shape::kUnknown);
  return Shape::Make(shape.dims());
}

absl::StatusOr<Shape> MatrixSetDiagShape(const Shape& input,
                                         const Shape& diagonal,
                                         const DiagonalBand& band) {
  RETURN_IF_ERROR(RequireMatrices(input));
  RETURN_IF_ERROR(RequireDiagonals(diagonal));
  ASSIGN_OR_RETURN(const Shape expected, MatrixDiagPartShape(input, band));
  if (!expected.IsCompatibleWith(diagonal)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Either first dimensions of diagonal don't match input.shape[:-2], or "
        "diagonal.shape[:-1] is not equal to the longests diagonal in range "
        "[lower_diag_index:upper_diag_index].\nInput shape: ",
        input.ToString(), "\nDiagonal shape: ", diagonal.ToString(),
        "\nExpected diagonal shape: ", expected.ToString()));
  }
  Shape shape = input;
  for (int i = 0; diagonal.has_rank() && i < input.rank() - 2; ++i) {
    if (shape.dim(i) == Shape::kUnknown) shape.set_dim(i, diagonal.dim(i));
  }
  return shape;
}

}  // namespace thalweg
