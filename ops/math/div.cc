#include "thalweg/ops/math/div.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/binary_schema.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

// Each of the three divides its gradients in its own way.
template <Output (*Divide)(Input, Input)>
absl::Status DivGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output x = Conjugate(context.input(0));
  const Output y = Conjugate(context.input(1));
  Output x_gradient, y_gradient;
  if (context.needs(0)) x_gradient = Divide(g, y);
  if (context.needs(1)) y_gradient = g * Divide(Divide(-x, y), y);
  SetBroadcastGradients(context, x_gradient, y_gradient);
  return absl::OkStatus();
}

const OpRegistration kRealDiv =
    BinarySchema("RealDiv", kNumbers).Gradient(DivGradient<RealDiv>);

const OpRegistration kDiv = BinarySchema("Div", kNumbers)
                                .Value(BinaryValue<TruncatedQuotient>)
                                .Gradient(DivGradient<Div>);

const OpRegistration kDivNoNan = BinarySchema("DivNoNan", kFloating | kComplex)
                                     .Gradient(DivGradient<DivNoNan>);

}  // namespace

Output RealDiv(Input x, Input y) { return Build(kRealDiv, {x, y}); }

Output Div(Input x, Input y) { return Build(kDiv, {x, y}); }

Output DivNoNan(Input x, Input y) { return Build(kDivNoNan, {x, y}); }

}  // namespace thalweg
