#include "thalweg/ops/math/floor.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/math/unary.h"

namespace thalweg {
namespace {

absl::Status RintGradient(GradientContext& context) {
  context.set(0, ZerosLike(context.upstream(0).dense()));
  return absl::OkStatus();
}

const OpRegistration kFloor =
    UnarySchema("Floor", kFloating).Gradient(NoGradient);
const OpRegistration kCeil =
    UnarySchema("Ceil", kFloating).Gradient(NoGradient);
const OpRegistration kRound =
    UnarySchema("Round", kFloating | kSignedIntegers | kComplex)
        .Gradient(NoGradient);
const OpRegistration kRint =
    UnarySchema("Rint", kFloating).Gradient(RintGradient);

}  // namespace

Output Floor(Input x) { return Build(kFloor, {x}); }

Output Ceil(Input x) { return Build(kCeil, {x}); }

Output Round(Input x) { return Build(kRound, {x}); }

Output Rint(Input x) { return Build(kRint, {x}); }

}  // namespace thalweg
