#include "thalweg/ops/math/abs.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/math/sign.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

std::optional<int64_t> AbsValue(int64_t x) { return x < 0 ? -x : x; }

absl::Status AbsGradient(GradientContext& context) {
  context.set(0, context.upstream(0).dense() * Sign(context.input(0)));
  return absl::OkStatus();
}

const OpRegistration kAbs = UnarySchema("Abs", kFloating | kSignedIntegers)
                                .Value(UnaryValue<AbsValue>)
                                .Gradient(AbsGradient);

}  // namespace

Output Abs(Input x) { return Build(kAbs, {x}); }

}  // namespace thalweg
