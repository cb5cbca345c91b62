#include "thalweg/ops/math/square.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

std::optional<int64_t> SquareValue(int64_t x) {
  int64_t product;
  if (__builtin_mul_overflow(x, x, &product)) return std::nullopt;
  return product;
}

absl::Status SquareGradient(GradientContext& context) {
  context.set(0,
              context.upstream(0).dense() * (2 * Conjugate(context.input(0))));
  return absl::OkStatus();
}

const OpRegistration kSquare = OpSchema("Square")
                                   .Input("x", "T")
                                   .Output("y", "T")
                                   .Attr("T", kNumbers)
                                   .Traits({Trait::kElementwise})
                                   .MayOverwrite({0})
                                   .Shape(SameAsInput)
                                   .Value(UnaryValue<SquareValue>)
                                   .Gradient(SquareGradient);

}  // namespace

Output Square(Input x) { return Build(kSquare, {x}); }

}  // namespace thalweg
