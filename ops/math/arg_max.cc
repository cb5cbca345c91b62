#include "thalweg/ops/math/arg_max.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

absl::Status ArgMaxShape(ShapeContext& context) {
  RETURN_IF_ERROR(RequireRank(context.input(1), 0));
  const Shape& input = context.input(0);
  if (!input.has_rank()) return absl::OkStatus();
  const auto dimension = context.input_scalar(1);
  if (!dimension.has_value()) {
    if (input.rank() > 0) {
      context.set_output(0, Shape::OfRank(input.rank() - 1));
    }
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const int axis, ArgMaxAxis(*dimension, input.rank()));
  context.set_output(
      0, input.Slice(0, axis).Concat(input.Slice(axis + 1, input.rank())));
  return absl::OkStatus();
}

OpSchema ArgMaxSchema(const char* op, DTypeSet axis_types,
                      DTypeSet index_types) {
  return OpSchema(op)
      .Input("input", "T")
      .Input("dimension", "Tidx")
      .Output("output", "output_type")
      .Attr("T", kRealNumbers | kQuantized | kBool)
      .Attr("Tidx", axis_types, kInt32)
      .Attrs<ArgMaxAttrs>()
      .Allowed("output_type", index_types)
      .Shape(ArgMaxShape)
      .NotDifferentiable("yields integers");
}

const OpRegistration kArgMax = ArgMaxSchema("ArgMax", {kInt16, kInt32, kInt64},
                                            {kInt16, kUint16, kInt32, kInt64});
const OpRegistration kArgMin = ArgMaxSchema("ArgMin", kIndices, kIndices);

}  // namespace

absl::StatusOr<int> ArgMaxAxis(int64_t dimension, int rank) {
  if (dimension < -rank || dimension >= rank) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected dimension in the range [", -rank, ", ", rank,
                     "), but got ", dimension));
  }
  return static_cast<int>(dimension < 0 ? dimension + rank : dimension);
}

Output ArgMax(Input input, Input dimension, ArgMaxAttrs attrs) {
  return Build(kArgMax, {input, dimension}, attrs);
}

Output ArgMin(Input input, Input dimension, ArgMaxAttrs attrs) {
  return Build(kArgMin, {input, dimension}, attrs);
}

}  // namespace thalweg
