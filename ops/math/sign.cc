#include "thalweg/ops/math/sign.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {
namespace {

absl::Status SignGradient(GradientContext& context) {
  context.set(0, ZerosLike(context.input(0)));
  return absl::OkStatus();
}

const OpRegistration kSign =
    OpSchema("Sign")
        .Input("x", "T")
        .Output("y", "T")
        .Attr("T", kFloating | kSignedIntegers | kComplex)
        .Traits({Trait::kElementwise})
        .MayOverwrite({0})
        .Shape(SameAsInput)
        .Gradient(SignGradient);

}  // namespace

Output Sign(Input x) { return Build(kSign, {x}); }

}  // namespace thalweg
