#include "thalweg/ops/math/exp.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/unary.h"

namespace thalweg {
namespace {

absl::Status ExpGradient(GradientContext& context) {
  return SetChain(context, ConjugateY(context));
}

const OpRegistration kExp =
    UnarySchema("Exp", kFloating | kComplex).Gradient(ExpGradient);
const OpRegistration kExpm1 =
    UnarySchema("Expm1", kFloating | kComplex).Gradient(GradientByX<Exp>);

}  // namespace

Output Exp(Input x) { return Build(kExp, {x}); }

Output Expm1(Input x) { return Build(kExpm1, {x}); }

}  // namespace thalweg
