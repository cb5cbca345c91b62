#include "thalweg/ops/math/floor_div.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/binary_schema.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status FloorDivGradient(GradientContext&) { return absl::OkStatus(); }

absl::Status FloorModGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output quotient = FloorDiv(context.input(0), context.input(1));
  SetBroadcastGradients(context, g, g * -quotient);
  return absl::OkStatus();
}

const OpRegistration kFloorDiv = BinarySchema("FloorDiv", kNumbers)
                                     .Value(BinaryValue<FloorQuotient>)
                                     .Gradient(FloorDivGradient);

const OpRegistration kFloorMod =
    BinarySchema("FloorMod", kRealNumbers)
        .Value(BinaryValue<RemainderOf<FloorQuotient>>)
        .Gradient(FloorModGradient);

}  // namespace

Output FloorDiv(Input x, Input y) { return Build(kFloorDiv, {x, y}); }

Output FloorMod(Input x, Input y) { return Build(kFloorMod, {x, y}); }

}  // namespace thalweg
