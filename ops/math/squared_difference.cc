#include "thalweg/ops/math/squared_difference.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SquaredDifferenceGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output x_gradient = 2 * g * (context.input(0) - context.input(1));
  SetBroadcastGradients(context, x_gradient, -x_gradient);
  return absl::OkStatus();
}

const OpRegistration kSquaredDifference =
    OpSchema("SquaredDifference")
        .Input("x", "T")
        .Input("y", "T")
        .Output("z", "T")
        .Attr("T", kFloating | kIndices | kComplex)
        .Traits({Trait::kElementwise, Trait::kCommutative})
        .MayOverwrite({0, 1})
        .Shape(BroadcastInputs)
        .Gradient(SquaredDifferenceGradient);

}  // namespace

Output SquaredDifference(Input x, Input y) {
  return Build(kSquaredDifference, {x, y});
}

}  // namespace thalweg
