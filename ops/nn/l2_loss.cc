#include "thalweg/ops/nn/l2_loss.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status L2LossGradient(GradientContext& context) {
  context.set(0, context.input(0) * context.upstream(0).dense());
  return absl::OkStatus();
}

const OpRegistration kL2Loss = OpSchema("L2Loss")
                                   .Input("t", "T")
                                   .Output("output", "T")
                                   .Attr("T", kFloating)
                                   .Shape(ScalarOutput)
                                   .Gradient(L2LossGradient);

}  // namespace

Output L2Loss(Input t) { return Build(kL2Loss, {t}); }

}  // namespace thalweg
