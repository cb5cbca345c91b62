#include "thalweg/ops/math/div.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

std::optional<int64_t> DivValue(int64_t x, int64_t y) {
  if (y == 0 || y == -1) return y == 0 ? std::nullopt : std::optional(-x);
  return x / y;
}

// Each of the three divides its gradients in its own way.
template <Output (*Divide)(Input, Input)>
absl::Status DivGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output x = Conjugate(context.input(0));
  const Output y = Conjugate(context.input(1));
  SetBroadcastGradients(context, Divide(g, y), g * Divide(Divide(-x, y), y));
  return absl::OkStatus();
}

const OpRegistration kRealDiv = OpSchema("RealDiv")
                                    .Input("x", "T")
                                    .Input("y", "T")
                                    .Output("z", "T")
                                    .Attr("T", kNumbers)
                                    .Traits({Trait::kElementwise})
                                    .MayOverwrite({0, 1})
                                    .Shape(BroadcastInputs)
                                    .Gradient(DivGradient<RealDiv>);

const OpRegistration kDiv = OpSchema("Div")
                                .Input("x", "T")
                                .Input("y", "T")
                                .Output("z", "T")
                                .Attr("T", kNumbers)
                                .Traits({Trait::kElementwise})
                                .MayOverwrite({0, 1})
                                .Shape(BroadcastInputs)
                                .Value(BinaryValue<DivValue>)
                                .Gradient(DivGradient<Div>);

const OpRegistration kDivNoNan = OpSchema("DivNoNan")
                                     .Input("x", "T")
                                     .Input("y", "T")
                                     .Output("z", "T")
                                     .Attr("T", kFloating | kComplex)
                                     .Traits({Trait::kElementwise})
                                     .MayOverwrite({0, 1})
                                     .Shape(BroadcastInputs)
                                     .Gradient(DivGradient<DivNoNan>);

}  // namespace

Output RealDiv(Input x, Input y) { return Build(kRealDiv, {x, y}); }

Output Div(Input x, Input y) { return Build(kDiv, {x, y}); }

Output DivNoNan(Input x, Input y) { return Build(kDivNoNan, {x, y}); }

}  // namespace thalweg
