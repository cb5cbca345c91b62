#include "thalweg/ops/nn/elu.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/select.h"
#include "thalweg/ops/nn/activation_schema.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

// Of a function whose gradient op takes its result.
template <Output (*gradient)(Input, Input)>
absl::Status UnitGradient(GradientContext& context) {
  context.set(0, gradient(context.upstream(0).dense(), context.output()));
  return absl::OkStatus();
}

// Of that gradient op, which is linear in results below 0.
template <Output (*gradient)(Input, Input)>
absl::Status UnitGradGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  const Output y = context.input(1);
  context.set(0, gradient(g, y));
  context.set(1, Select(y < 0, g * context.input(0), 0));
  return absl::OkStatus();
}

const OpRegistration kElu = ActivationSchema("Elu")
                                .Attr("T", kFloating)
                                .Gradient(UnitGradient<EluGrad>);

const OpRegistration kEluGrad = ActivationGradSchema("EluGrad", "outputs")
                                    .Attr("T", kFloating)
                                    .Gradient(UnitGradGradient<EluGrad>);

const OpRegistration kSelu = ActivationSchema("Selu")
                                 .Attr("T", kFloating)
                                 .Gradient(UnitGradient<SeluGrad>);

const OpRegistration kSeluGrad = ActivationGradSchema("SeluGrad", "outputs")
                                     .Attr("T", kFloating)
                                     .Gradient(UnitGradGradient<SeluGrad>);

}  // namespace

Output Elu(Input features) { return Build(kElu, {features}); }

Output EluGrad(Input gradients, Input outputs) {
  return Build(kEluGrad, {gradients, outputs});
}

Output Selu(Input features) { return Build(kSelu, {features}); }

Output SeluGrad(Input gradients, Input outputs) {
  return Build(kSeluGrad, {gradients, outputs});
}

}  // namespace thalweg
