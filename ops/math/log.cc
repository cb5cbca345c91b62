#include "thalweg/ops/math/log.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/reciprocal.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status LogGradient(GradientContext& context) {
  context.set(0, context.upstream(0).dense() / ConjugateX(context));
  return absl::OkStatus();
}

Output Log1pDerivative(Input x) { return Reciprocal(1 + x.output()); }

const OpRegistration kLog =
    UnarySchema("Log", kFloating | kComplex).Gradient(LogGradient);
const OpRegistration kLog1p = UnarySchema("Log1p", kFloating | kComplex)
                                  .Gradient(GradientByX<Log1pDerivative>);

}  // namespace

Output Log(Input x) { return Build(kLog, {x}); }

Output Log1p(Input x) { return Build(kLog1p, {x}); }

}  // namespace thalweg
