#include "thalweg/ops/math/sqrt.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SqrtGradient(GradientContext& context) {
  context.set(0, SqrtGrad(context.output(), context.upstream(0).dense()));
  return absl::OkStatus();
}

absl::Status SqrtGradGradient(GradientContext& context) {
  const Output ratio = context.upstream(0).dense() / context.input(0);
  context.set(0, -Conjugate(ratio) * context.output());
  context.set(1, 0.5 * ratio);
  return absl::OkStatus();
}

absl::Status RsqrtGradient(GradientContext& context) {
  context.set(0, RsqrtGrad(context.output(), context.upstream(0).dense()));
  return absl::OkStatus();
}

absl::Status RsqrtGradGradient(GradientContext& context) {
  const Output y = Conjugate(context.input(0));
  const Output g = context.upstream(0).dense();
  context.set(0, -1.5 * Conjugate(g) * context.input(1) * Square(y));
  context.set(1, RsqrtGrad(y, g));
  return absl::OkStatus();
}

const OpRegistration kSqrt = OpSchema("Sqrt")
                                 .Input("x", "T")
                                 .Output("y", "T")
                                 .Attr("T", kFloating | kComplex)
                                 .Traits({Trait::kElementwise})
                                 .MayOverwrite({0})
                                 .Shape(SameAsInput)
                                 .Gradient(SqrtGradient);

const OpRegistration kSqrtGrad = OpSchema("SqrtGrad")
                                     .Input("y", "T")
                                     .Input("dy", "T")
                                     .Output("z", "T")
                                     .Attr("T", kFloating | kComplex)
                                     .Traits({Trait::kElementwise})
                                     .MayOverwrite({0, 1})
                                     .Shape(MergeInputs)
                                     .Gradient(SqrtGradGradient);

const OpRegistration kRsqrt = OpSchema("Rsqrt")
                                  .Input("x", "T")
                                  .Output("y", "T")
                                  .Attr("T", kFloating | kComplex)
                                  .Traits({Trait::kElementwise})
                                  .MayOverwrite({0})
                                  .Shape(SameAsInput)
                                  .Gradient(RsqrtGradient);

const OpRegistration kRsqrtGrad = OpSchema("RsqrtGrad")
                                      .Input("y", "T")
                                      .Input("dy", "T")
                                      .Output("z", "T")
                                      .Attr("T", kFloating | kComplex)
                                      .Traits({Trait::kElementwise})
                                      .MayOverwrite({0, 1})
                                      .Shape(MergeInputs)
                                      .Gradient(RsqrtGradGradient);

}  // namespace

Output Sqrt(Input x) { return Build(kSqrt, {x}); }

Output SqrtGrad(Input y, Input dy) { return Build(kSqrtGrad, {y, dy}); }

Output Rsqrt(Input x) { return Build(kRsqrt, {x}); }

Output RsqrtGrad(Input y, Input dy) { return Build(kRsqrtGrad, {y, dy}); }

}  // namespace thalweg
