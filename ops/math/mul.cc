#include "thalweg/ops/math/mul.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/broadcast_gradient.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/integer_values.h"

namespace thalweg {
namespace {

std::optional<int64_t> MulValue(int64_t x, int64_t y) {
  int64_t product;
  if (__builtin_mul_overflow(x, y, &product)) return std::nullopt;
  return product;
}

absl::Status MulGradient(GradientContext& context) {
  const Output g = context.upstream(0).dense();
  Output x_gradient, y_gradient;
  if (context.needs(0)) x_gradient = Mul(g, Conjugate(context.input(1)));
  if (context.needs(1)) y_gradient = Mul(Conjugate(context.input(0)), g);
  SetBroadcastGradients(context, x_gradient, y_gradient);
  return absl::OkStatus();
}

const OpRegistration kMul =
    OpSchema("Mul")
        .Input("x", "T")
        .Input("y", "T")
        .Output("z", "T")
        .Attr("T", kNumbers)
        .Traits({Trait::kElementwise, Trait::kCommutative, Trait::kMultiply})
        .MayOverwrite({0, 1})
        .Shape(BroadcastInputs)
        .Value(BinaryValue<MulValue>)
        .Gradient(MulGradient);

}  // namespace

Output Mul(Input x, Input y) { return Build(kMul, {x, y}); }

}  // namespace thalweg
