#include "thalweg/ops/math/incomplete_beta.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/math/gamma.h"
#include "thalweg/ops/math/xlogy.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

// That of the inputs which are no scalars; unknown where one may be either.
absl::Status BetaincShape(ShapeContext& context) {
  Shape shape = Shape::Unknown();
  int num_scalars = 0;
  for (int i = 0; i < context.num_inputs(); ++i) {
    const Shape& input = context.input(i);
    if (input.rank() == 0) {
      ++num_scalars;
    } else if (input.has_rank()) {
      ASSIGN_OR_RETURN(shape, shape.MergeWith(input));
    }
  }
  if (num_scalars == context.num_inputs()) shape = Shape();
  context.set_output(0, std::move(shape));
  return absl::OkStatus();
}

absl::Status BetaincGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output a = context.input(0), b = context.input(1), x = context.input(2);
  const Output log_beta = Lgamma(a) + Lgamma(b) - Lgamma(a + b);
  // Of the powers 0^0 = 1 counts, as Xlogy knows.
  const Output density = Exp(Xlog1py(b - 1, -x) + Xlogy(a - 1, x) - log_beta);
  context.set(2, SumToShapeOf(x, context.output(), g * density));
  return absl::OkStatus();
}

const OpRegistration kBetainc = OpSchema("Betainc")
                                    .Input("a", "T")
                                    .Input("b", "T")
                                    .Input("x", "T")
                                    .Output("z", "T")
                                    .Attr("T", {kFloat, kDouble})
                                    .Traits({Trait::kElementwise})
                                    .MayOverwrite({0, 1, 2})
                                    .Shape(BetaincShape)
                                    .Gradient(BetaincGradient);

}  // namespace

Output Betainc(Input a, Input b, Input x) { return Build(kBetainc, {a, b, x}); }

}  // namespace thalweg
