#include "thalweg/ops/nn/softplus.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/nn/activation_schema.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SoftplusGradient(GradientContext& context) {
  context.set(0, SoftplusGrad(context.upstream(0).dense(), context.input(0)));
  return absl::OkStatus();
}

absl::Status SoftplusGradGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output x = context.input(1);
  context.set(0, SoftplusGrad(g, x));
  context.set(1, g * context.input(0) / (Exp(-x) + 2 + Exp(x)));
  return absl::OkStatus();
}

const OpRegistration kSoftplus = ActivationSchema("Softplus")
                                     .Attr("T", kFloating)
                                     .Gradient(SoftplusGradient);

const OpRegistration kSoftplusGrad =
    ActivationGradSchema("SoftplusGrad", "features")
        .Attr("T", kFloating)
        .Gradient(SoftplusGradGradient);

}  // namespace

Output Softplus(Input features) { return Build(kSoftplus, {features}); }

Output SoftplusGrad(Input gradients, Input features) {
  return Build(kSoftplusGrad, {gradients, features});
}

}  // namespace thalweg
