#include "thalweg/ops/math/sign.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/math/unary.h"

namespace thalweg {
namespace {

absl::Status SignGradient(GradientContext& context) {
  context.set(0, ZerosLike(context.input(0)));
  return absl::OkStatus();
}

const OpRegistration kSign =
    UnarySchema("Sign", kFloating | kSignedIntegers | kComplex)
        .Gradient(SignGradient);

}  // namespace

Output Sign(Input x) { return Build(kSign, {x}); }

}  // namespace thalweg
