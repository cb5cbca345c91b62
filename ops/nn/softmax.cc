#include "thalweg/ops/nn/softmax.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/exp.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status SoftmaxGradient(GradientContext& context) {
  const Output p = context.output(), g = context.upstream(0).dense();
  context.set(0, (g - Sum(g * p, {-1}, {.keep_dims = true})) * p);
  return absl::OkStatus();
}

const OpRegistration kSoftmax = OpSchema("Softmax")
                                    .Input("logits", "T")
                                    .Output("softmax", "T")
                                    .Attr("T", kFloating)
                                    .MayOverwrite({0})
                                    .Shape(SameAsInputOfRankAtLeast<1>)
                                    .Gradient(SoftmaxGradient);

absl::Status LogSoftmaxGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  context.set(0, g - Sum(g, {-1}, {.keep_dims = true}) * Exp(context.output()));
  return absl::OkStatus();
}

const OpRegistration kLogSoftmax = OpSchema("LogSoftmax")
                                       .Input("logits", "T")
                                       .Output("logsoftmax", "T")
                                       .Attr("T", kFloating)
                                       .MayOverwrite({0})
                                       .Shape(SameAsInputOfRankAtLeast<1>)
                                       .Gradient(LogSoftmaxGradient);

}  // namespace

Output Softmax(Input logits) { return Build(kSoftmax, {logits}); }

Output LogSoftmax(Input logits) { return Build(kLogSoftmax, {logits}); }

}  // namespace thalweg
