#include "thalweg/ops/math/next_after.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"

namespace thalweg {
namespace {

absl::Status NextAfterGradient(GradientContext& context) {
  SetBroadcastGradients(context, context.upstream(0).dense(), Output());
  context.set(1, ZerosLike(context.input(1)));
  return absl::OkStatus();
}

const OpRegistration kNextAfter = OpSchema("NextAfter")
                                      .Input("x1", "T")
                                      .Input("x2", "T")
                                      .Output("output", "T")
                                      .Attr("T", {kFloat, kDouble}, kFloat)
                                      .Traits({Trait::kElementwise})
                                      .MayOverwrite({0, 1})
                                      .Shape(BroadcastInputs)
                                      .Gradient(NextAfterGradient);

}  // namespace

Output NextAfter(Input x1, Input x2) { return Build(kNextAfter, {x1, x2}); }

}  // namespace thalweg
