#include "thalweg/ops/math/reciprocal.h"

#include "thalweg/graph/build.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/math/unary.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status ReciprocalGradGradient(GradientContext& context) {
  const Output y = Conjugate(context.input(0));
  const Output g = context.upstream(0).dense();
  context.set(0, -2 * Conjugate(g) * context.input(1) * y);
  context.set(1, ReciprocalGrad(y, g));
  return absl::OkStatus();
}

// Both names of the function, and of its gradient, differ in nothing else.
OpSchema ReciprocalSchema(const char* name, int line = __builtin_LINE()) {
  return UnarySchema(name, kFloating | kSignedIntegers | kComplex, __FILE__,
                     line)
      .Gradient(GradientByOp<ReciprocalGrad>);
}

OpSchema ReciprocalGradSchema(const char* name, int line = __builtin_LINE()) {
  return UnaryGradSchema(name, kFloating | kComplex, __FILE__, line)
      .Gradient(ReciprocalGradGradient);
}

const OpRegistration kReciprocal = ReciprocalSchema("Reciprocal");
const OpRegistration kInv = ReciprocalSchema("Inv");
const OpRegistration kReciprocalGrad = ReciprocalGradSchema("ReciprocalGrad");
const OpRegistration kInvGrad = ReciprocalGradSchema("InvGrad");

}  // namespace

Output Reciprocal(Input x) { return Build(kReciprocal, {x}); }

Output Inv(Input x) { return Build(kInv, {x}); }

Output ReciprocalGrad(Input y, Input dy) {
  return Build(kReciprocalGrad, {y, dy});
}

Output InvGrad(Input y, Input dy) { return Build(kInvGrad, {y, dy}); }

}  // namespace thalweg
