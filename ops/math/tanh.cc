#include "thalweg/ops/math/tanh.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status TanhGradGradient(GradientContext& context) {
  const Output y = Conjugate(context.input(0));
  const Output dy = Conjugate(context.input(1));
  const Output g = context.upstream(0).dense();
  context.set(0, -2 * g * dy * y);
  context.set(1, TanhGrad(y, g));
  return absl::OkStatus();
}

const OpRegistration kTanh =
    UnarySchema("Tanh", kFloating | kComplex)
        .Traits({Trait::kElementwise, Trait::kActivation})
        .Gradient(GradientByOpOfConjugate<TanhGrad>);
const OpRegistration kTanhGrad =
    UnaryGradSchema("TanhGrad", kFloating | kComplex)
        .Gradient(TanhGradGradient);

}  // namespace

Output Tanh(Input x) { return Build(kTanh, {x}); }

Output TanhGrad(Input y, Input dy) { return Build(kTanhGrad, {y, dy}); }

}  // namespace thalweg
