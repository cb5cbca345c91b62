#include "thalweg/ops/math/neg.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/integer_values.h"

namespace thalweg {
namespace {

std::optional<int64_t> NegValue(int64_t x) { return -x; }

absl::Status NegGradient(GradientContext& context) {
  context.set(0, Neg(context.upstream(0).dense()));
  return absl::OkStatus();
}

const OpRegistration kNeg =
    OpSchema("Neg")
        .Input("x", "T")
        .Output("y", "T")
        .Attr("T", kFloating | kSignedIntegers | kComplex)
        .Traits({Trait::kElementwise})
        .MayOverwrite({0})
        .Shape(SameAsInput)
        .Value(UnaryValue<NegValue>)
        .Gradient(NegGradient);

}  // namespace

Output Neg(Input x) { return Build(kNeg, {x}); }

}  // namespace thalweg
