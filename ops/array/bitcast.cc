#include "thalweg/ops/array/bitcast.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status BitcastOutputShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape,
                   BitcastShape(context.input(0), context.input_dtype(0),
                                context.node().output_dtype(0)));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

// Without kView: its elements are not the input's.
const OpRegistration kBitcast =
    OpSchema("Bitcast")
        .Input("input", "T")
        .Output("output", "type")
        .Attr("T", kNumbersAndQuantized)
        .Attrs<BitcastAttrs>()
        .Allowed("type", kNumbersAndQuantized)
        .MayOverwrite({0})
        .Shape(BitcastOutputShape)
        .NotDifferentiable("takes numbers for their bytes");

absl::Status Refusal(const Shape& input, DType from, DType to) {
  return absl::InvalidArgumentError(
      absl::StrCat("Cannot bitcast from ", DTypeName(from), " to ",
                   DTypeName(to), ": the last dimension of ", input.ToString(),
                   " must be ", DTypeSize(to) / DTypeSize(from)));
}

}  // namespace

absl::StatusOr<Shape> BitcastShape(const Shape& input, DType from, DType to) {
  const auto from_size = static_cast<int64_t>(DTypeSize(from));
  const auto to_size = static_cast<int64_t>(DTypeSize(to));
  if (!input.has_rank()) return Shape::Unknown();
  if (from_size == to_size) return input;
  if (from_size > to_size) {
    Shape shape = input;
    shape.AddDim(from_size / to_size);
    return Shape::Make(shape.dims());
  }
  const int last = input.rank() - 1;
  if (last < 0 || !MergeDims(input.dim(last), to_size / from_size).ok()) {
    return Refusal(input, from, to);
  }
  return input.Slice(0, last);
}

Output Bitcast(Input input, DType type) {
  return Build(kBitcast, {input}, BitcastAttrs{type});
}

}  // namespace thalweg
