#include "thalweg/ops/array/matrix_band_part.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status BandPartShape(ShapeContext& context) {
  const Shape& input = context.input(0);
  RETURN_IF_ERROR(RequireRankAtLeast(input, 2));
  for (int i : {1, 2}) {
    if (RequireRank(context.input(i), 0).ok()) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        i == 1 ? "num_lower" : "num_upper", " must be scalar, got shape ",
        context.input(i).ToString()));
  }
  if (input.has_rank()) {
    RETURN_IF_ERROR(CheckBandPart(input, context.input_scalar(1).value_or(0),
                                  context.input_scalar(2).value_or(0)));
  }
  return SameAsInput(context);
}

absl::Status BandPartGradient(GradientContext& context) {
  context.set(0, MatrixBandPart(context.upstream(0).dense(), context.input(1),
                                context.input(2)));
  return absl::OkStatus();
}

const OpRegistration kMatrixBandPart = OpSchema("MatrixBandPart")
                                           .Input("input", "T")
                                           .Input("num_lower", "Tindex")
                                           .Input("num_upper", "Tindex")
                                           .Output("band", "T")
                                           .Attr("T", kAnyType)
                                           .Attr("Tindex", kIndices, kInt64)
                                           .MayOverwrite({0})
                                           .Shape(BandPartShape)
                                           .Gradient(BandPartGradient);

}  // namespace

absl::Status CheckBandPart(const Shape& input, int64_t num_lower,
                           int64_t num_upper) {
  const int64_t rows = input.dim(input.rank() - 2);
  const int64_t columns = input.dim(input.rank() - 1);
  if (rows >= 0 && num_lower > rows) {
    return absl::InvalidArgumentError(
        absl::StrCat("num_lower must be negative or less or equal to number of "
                     "rows (",
                     rows, ") got: ", num_lower));
  }
  if (columns >= 0 && num_upper > columns) {
    return absl::InvalidArgumentError(
        absl::StrCat("num_upper must be negative or less or equal to number of "
                     "columns (",
                     columns, ") got: ", num_upper));
  }
  return absl::OkStatus();
}

Output MatrixBandPart(Input input, Input num_lower, Input num_upper) {
  return Build(kMatrixBandPart, {input, num_lower, num_upper});
}

}  // namespace thalweg
