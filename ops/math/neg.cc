#include "thalweg/ops/math/neg.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/math/unary.h"

namespace thalweg {
namespace {

std::optional<int64_t> NegValue(int64_t x) { return -x; }

absl::Status NegGradient(GradientContext& context) {
  context.set(0, Neg(context.upstream(0).dense()));
  return absl::OkStatus();
}

const OpRegistration kNeg =
    UnarySchema("Neg", kFloating | kSignedIntegers | kComplex)
        .Value(UnaryValue<NegValue>)
        .Gradient(NegGradient);

}  // namespace

Output Neg(Input x) { return Build(kNeg, {x}); }

}  // namespace thalweg
