#include "thalweg/ops/array/broadcast_to.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient_args.h"
#include "thalweg/ops/math/reduction.h"

namespace thalweg {
namespace {

absl::Status BroadcastToShape(ShapeContext& context) {
  ASSIGN_OR_RETURN(Shape shape, context.input_as_shape(1));
  RETURN_IF_ERROR(CheckBroadcastTo(context.input(0), shape));
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status BroadcastToGradient(GradientContext& context) {
  const Output shape = context.input(1);
  const Output input_shape =
      ShapeOf(context.input(0), {.out_type = shape.dtype()});
  const Output axes = BroadcastGradientArgs(input_shape, shape)[0];
  context.set(0, Reshape(Sum(context.upstream(0).dense(), axes), input_shape));
  return absl::OkStatus();
}

const OpRegistration kBroadcastTo = OpSchema("BroadcastTo")
                                        .Input("input", "T")
                                        .Input("shape", "Tidx")
                                        .Output("output", "T")
                                        .Attr("T", kAnyType)
                                        .Attr("Tidx", kIndices, kInt32)
                                        .Shape(BroadcastToShape)
                                        .Gradient(BroadcastToGradient);

}  // namespace

absl::Status CheckBroadcastTo(const Shape& input, const Shape& shape) {
  if (!input.has_rank() || !shape.has_rank()) return absl::OkStatus();
  const int missing = shape.rank() - input.rank();
  bool fits = missing >= 0;
  for (int i = 0; fits && i < input.rank(); ++i) {
    const int64_t from = input.dim(i);
    const int64_t to = shape.dim(i + missing);
    fits = from == 1 || from == Shape::kUnknown || to == Shape::kUnknown ||
           from == to;
  }
  if (fits) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "Incompatible shapes: ", input.ToString(), " vs. ", shape.ToString()));
}

Output BroadcastTo(Input input, Input shape) {
  return Build(kBroadcastTo, {input, shape});
}

}  // namespace thalweg
