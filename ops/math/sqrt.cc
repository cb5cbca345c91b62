#include "thalweg/ops/math/sqrt.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SqrtGradGradient(GradientContext& context) {
  const Output ratio = context.upstream(0).dense() / context.input(0);
  context.set(0, -Conjugate(ratio) * context.output());
  context.set(1, 0.5 * ratio);
  return absl::OkStatus();
}

absl::Status RsqrtGradGradient(GradientContext& context) {
  const Output y = Conjugate(context.input(0));
  const Output g = context.upstream(0).dense();
  context.set(0, -1.5 * Conjugate(g) * context.input(1) * Square(y));
  context.set(1, RsqrtGrad(y, g));
  return absl::OkStatus();
}

const OpRegistration kSqrt =
    UnarySchema("Sqrt", kFloating | kComplex).Gradient(GradientByOp<SqrtGrad>);
const OpRegistration kSqrtGrad =
    UnaryGradSchema("SqrtGrad", kFloating | kComplex)
        .Gradient(SqrtGradGradient);
const OpRegistration kRsqrt = UnarySchema("Rsqrt", kFloating | kComplex)
                                  .Gradient(GradientByOp<RsqrtGrad>);
const OpRegistration kRsqrtGrad =
    UnaryGradSchema("RsqrtGrad", kFloating | kComplex)
        .Gradient(RsqrtGradGradient);

}  // namespace

Output Sqrt(Input x) { return Build(kSqrt, {x}); }

Output SqrtGrad(Input y, Input dy) { return Build(kSqrtGrad, {y, dy}); }

Output Rsqrt(Input x) { return Build(kRsqrt, {x}); }

Output RsqrtGrad(Input y, Input dy) { return Build(kRsqrtGrad, {y, dy}); }

}  // namespace thalweg
