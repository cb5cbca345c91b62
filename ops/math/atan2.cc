#include "thalweg/ops/math/atan2.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status Atan2Gradient(GradientContext& context) {
  const Output y = context.input(0), x = context.input(1);
  const Output scaled = context.upstream(0).dense() / (Square(x) + Square(y));
  SetBroadcastGradients(context, x * scaled, -y * scaled);
  return absl::OkStatus();
}

const OpRegistration kAtan2 = OpSchema("Atan2")
                                  .Input("y", "T")
                                  .Input("x", "T")
                                  .Output("z", "T")
                                  .Attr("T", kFloating)
                                  .Traits({Trait::kElementwise})
                                  .MayOverwrite({0, 1})
                                  .Shape(BroadcastInputs)
                                  .Gradient(Atan2Gradient);

}  // namespace

Output Atan2(Input y, Input x) { return Build(kAtan2, {y, x}); }

}  // namespace thalweg
