#include "thalweg/ops/math/histogram_fixed_width.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status HistogramShape(ShapeContext& context) {
  RETURN_IF_ERROR(CheckHistogramShapes(context.input(1), context.input(2)));
  const auto nbins = context.input_scalar(2);
  if (nbins.has_value()) RETURN_IF_ERROR(CheckBins(*nbins));
  context.set_output(0, {nbins.value_or(Shape::kUnknown)});
  return absl::OkStatus();
}

const OpRegistration kHistogramFixedWidth =
    OpSchema("HistogramFixedWidth")
        .Input("values", "T")
        .Input("value_range", "T")
        .Input("nbins", kInt32)
        .Output("out", "dtype")
        .Attr("T", {kInt32, kInt64, kFloat, kDouble})
        .Attrs<HistogramFixedWidthAttrs>()
        .Allowed("dtype", kIndices)
        .Shape(HistogramShape)
        .NotDifferentiable("yields integers");

}  // namespace

absl::Status CheckHistogramShapes(const Shape& value_range,
                                  const Shape& nbins) {
  if (!value_range.IsCompatibleWith({2})) {
    return absl::InvalidArgumentError(
        absl::StrCat("value_range should be a vector of 2 elements, got shape ",
                     value_range.ToString()));
  }
  if (nbins.has_rank() && nbins.rank() != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("nbins should be a scalar, got shape ", nbins.ToString()));
  }
  return absl::OkStatus();
}

absl::Status CheckBins(int64_t nbins) {
  if (nbins > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("nbins should be a positive number, but got '", nbins, "'"));
}

Output HistogramFixedWidth(Input values, Input value_range, Input nbins,
                           HistogramFixedWidthAttrs attrs) {
  return Build(kHistogramFixedWidth, {values, value_range, nbins}, attrs);
}

}  // namespace thalweg
