#include "thalweg/ops/math/reciprocal.h"

#include "thalweg/graph/build.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/gradient_context.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/operators.h"

namespace thalweg {
namespace {

absl::Status ReciprocalGradient(GradientContext& context) {
  context.set(0, ReciprocalGrad(context.output(), context.upstream(0).dense()));
  return absl::OkStatus();
}

absl::Status ReciprocalGradGradient(GradientContext& context) {
  const Output y = Conjugate(context.input(0));
  const Output g = context.upstream(0).dense();
  context.set(0, -2 * Conjugate(g) * context.input(1) * y);
  context.set(1, ReciprocalGrad(y, g));
  return absl::OkStatus();
}

// Both names of the function, and of its gradient, differ in nothing else.
OpSchema ReciprocalSchema(const char* name) {
  return OpSchema(name)
      .Input("x", "T")
      .Output("y", "T")
      .Attr("T", kFloating | kSignedIntegers | kComplex)
      .Traits({Trait::kElementwise})
      .MayOverwrite({0})
      .Shape(SameAsInput)
      .Gradient(ReciprocalGradient);
}

OpSchema ReciprocalGradSchema(const char* name) {
  return OpSchema(name)
      .Input("y", "T")
      .Input("dy", "T")
      .Output("z", "T")
      .Attr("T", kFloating | kComplex)
      .Traits({Trait::kElementwise})
      .MayOverwrite({0, 1})
      .Shape(MergeInputs)
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
