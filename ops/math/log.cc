#include "thalweg/ops/math/log.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status LogGradient(GradientContext& context) {
  context.set(0, context.upstream(0).dense() / Conjugate(context.input(0)));
  return absl::OkStatus();
}

const OpRegistration kLog = OpSchema("Log")
                                .Input("x", "T")
                                .Output("y", "T")
                                .Attr("T", kFloating | kComplex)
                                .Traits({Trait::kElementwise})
                                .MayOverwrite({0})
                                .Shape(SameAsInput)
                                .Gradient(LogGradient);

}  // namespace

Output Log(Input x) { return Build(kLog, {x}); }

}  // namespace thalweg
