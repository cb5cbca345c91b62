#include "thalweg/ops/nn/softsign.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/abs.h"
#include "thalweg/ops/math/sign.h"
#include "thalweg/ops/nn/activation_schema.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SoftsignGradient(GradientContext& context) {
  context.set(0, SoftsignGrad(context.upstream(0).dense(), context.input(0)));
  return absl::OkStatus();
}

absl::Status SoftsignGradGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output x = context.input(1);
  const Output passed = SoftsignGrad(g, x);
  context.set(0, passed);
  context.set(1, -2 * Sign(x) * passed * context.input(0) / (1 + Abs(x)));
  return absl::OkStatus();
}

const OpRegistration kSoftsign = ActivationSchema("Softsign")
                                     .Attr("T", kFloating)
                                     .Gradient(SoftsignGradient);

const OpRegistration kSoftsignGrad =
    ActivationGradSchema("SoftsignGrad", "features")
        .Attr("T", kFloating)
        .Gradient(SoftsignGradGradient);

}  // namespace

Output Softsign(Input features) { return Build(kSoftsign, {features}); }

Output SoftsignGrad(Input gradients, Input features) {
  return Build(kSoftsignGrad, {gradients, features});
}

}  // namespace thalweg
