#include "thalweg/ops/math/bincount.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

// The size if it is known, else -1.
absl::StatusOr<int64_t> CheckedSize(const ShapeContext& context) {
  const auto size = context.input_scalar(1);
  RETURN_IF_ERROR(CheckBincount(context.input(0), context.input(1), size,
                                context.input(2)));
  return size.value_or(Shape::kUnknown);
}

absl::Status BincountShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const int64_t size, CheckedSize(context));
  context.set_output(0, {size});
  return absl::OkStatus();
}

absl::Status DenseBincountOpShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(const int64_t size, CheckedSize(context));
  ASSIGN_OR_RETURN(Shape shape, DenseBincountShape(context.input(0), size));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

constexpr DTypeSet kCounts = {kInt32, kInt64, kFloat, kDouble};

const OpRegistration kBincount =
    OpSchema("Bincount")
        .Input("arr", kInt32)
        .Input("size", kInt32)
        .Input("weights", "T")
        .Output("bins", "T")
        .Attr("T", kCounts)
        .Shape(BincountShape)
        .NotDifferentiable("has no gradient in TensorFlow");

const OpRegistration kDenseBincount =
    OpSchema("DenseBincount")
        .Input("input", "Tidx")
        .Input("size", "Tidx")
        .Input("weights", "T")
        .Output("output", "T")
        .Attr("Tidx", kIndices)
        .Attr("T", kCounts)
        .Attrs<DenseBincountAttrs>()
        .Shape(DenseBincountOpShape)
        .NotDifferentiable("has no gradient in TensorFlow");

}  // namespace

absl::Status CheckBincount(const Shape& values, const Shape& size_shape,
                           std::optional<int64_t> size, const Shape& weights) {
  RETURN_IF_ERROR(RequireRank(size_shape, 0));
  if (size.has_value() && *size < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("size (", *size, ") must be non-negative"));
  }
  const bool may_be_empty = !weights.IsFullyDefined();
  if (may_be_empty || weights.num_elements() == 0 ||
      weights.IsCompatibleWith(values)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "`weights` must be the same shape as `arr` or a length-0 `Tensor`, in "
      "which case it acts as all weights equal to 1. Received ",
      weights.ToString(), " for ", values.ToString()));
}

absl::StatusOr<Shape> DenseBincountShape(const Shape& input, int64_t size) {
  if (!input.has_rank()) return input;
  if (input.rank() == 1) return Shape({size});
  if (input.rank() == 2) return Shape::Make({input.dim(0), size});
  return absl::InvalidArgumentError(
      absl::StrCat("Shape must be rank 1 or 2 but is rank ", input.rank()));
}

Output Bincount(Input arr, Input size, Input weights) {
  return Build(kBincount, {arr, size, weights});
}

Output DenseBincount(Input input, Input size, Input weights,
                     DenseBincountAttrs attrs) {
  return Build(kDenseBincount, {input, size, weights}, attrs);
}

}  // namespace thalweg
