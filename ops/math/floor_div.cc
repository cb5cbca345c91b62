#include "thalweg/ops/math/floor_div.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

std::optional<int64_t> FloorDivValue(int64_t x, int64_t y) {
  if (y == 0 || y == -1) return y == 0 ? std::nullopt : std::optional(-x);
  return x / y - (x % y != 0 && (x < 0) != (y < 0) ? 1 : 0);
}

std::optional<int64_t> FloorModValue(int64_t x, int64_t y) {
  if (y == 0 || y == -1) return y == 0 ? std::nullopt : std::optional(0);
  const int64_t remainder = x % y;
  return remainder != 0 && (x < 0) != (y < 0) ? remainder + y : remainder;
}

absl::Status FloorDivGradient(GradientContext&) { return absl::OkStatus(); }

absl::Status FloorModGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output quotient = FloorDiv(context.input(0), context.input(1));
  SetBroadcastGradients(context, g, g * -quotient);
  return absl::OkStatus();
}

const OpRegistration kFloorDiv = OpSchema("FloorDiv")
                                     .Input("x", "T")
                                     .Input("y", "T")
                                     .Output("z", "T")
                                     .Attr("T", kNumbers)
                                     .Traits({Trait::kElementwise})
                                     .MayOverwrite({0, 1})
                                     .Shape(BroadcastInputs)
                                     .Value(BinaryValue<FloorDivValue>)
                                     .Gradient(FloorDivGradient);

const OpRegistration kFloorMod = OpSchema("FloorMod")
                                     .Input("x", "T")
                                     .Input("y", "T")
                                     .Output("z", "T")
                                     .Attr("T", kRealNumbers)
                                     .Traits({Trait::kElementwise})
                                     .MayOverwrite({0, 1})
                                     .Shape(BroadcastInputs)
                                     .Value(BinaryValue<FloorModValue>)
                                     .Gradient(FloorModGradient);

}  // namespace

Output FloorDiv(Input x, Input y) { return Build(kFloorDiv, {x, y}); }

Output FloorMod(Input x, Input y) { return Build(kFloorMod, {x, y}); }

}  // namespace thalweg
