#include "thalweg/ops/math/square.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/integer_values.h"
#include "thalweg/ops/math/unary.h"
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

const OpRegistration kSquare = UnarySchema("Square", kNumbers)
                                   .Value(UnaryValue<SquareValue>)
                                   .Gradient(SquareGradient);

}  // namespace

Output Square(Input x) { return Build(kSquare, {x}); }

}  // namespace thalweg
