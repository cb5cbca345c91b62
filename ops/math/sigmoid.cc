#include "thalweg/ops/math/sigmoid.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SigmoidGradGradient(GradientContext& context) {
  const Output y = Conjugate(context.input(0));
  const Output g = context.upstream(0).dense();
  const Output scaled = g * Conjugate(context.input(1));
  context.set(0, scaled - 2 * scaled * y);
  context.set(1, SigmoidGrad(y, g));
  return absl::OkStatus();
}

const OpRegistration kSigmoid =
    UnarySchema("Sigmoid", kFloating | kComplex)
        .Traits({Trait::kElementwise, Trait::kActivation})
        .Gradient(GradientByOpOfConjugate<SigmoidGrad>);
const OpRegistration kSigmoidGrad =
    UnaryGradSchema("SigmoidGrad", kFloating | kComplex)
        .Gradient(SigmoidGradGradient);

}  // namespace

Output Sigmoid(Input x) { return Build(kSigmoid, {x}); }

Output SigmoidGrad(Input y, Input dy) { return Build(kSigmoidGrad, {y, dy}); }

}  // namespace thalweg
