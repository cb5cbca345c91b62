#include "thalweg/ops/math/unary.h"

#include "thalweg/graph/shape_context.h"
#include "thalweg/ops/math/complex.h"
#include "thalweg/ops/operators.h"

namespace thalweg {

OpSchema UnarySchema(const char* name, DTypeSet types, const char* file,
                     int line) {
  return OpSchema(name, file, line)
      .Input("x", "T")
      .Output("y", "T")
      .Attr("T", types)
      .Traits({Trait::kElementwise})
      .MayOverwrite({0})
      .Shape(SameAsInput);
}

OpSchema UnaryGradSchema(const char* name, DTypeSet types, const char* file,
                         int line) {
  return OpSchema(name, file, line)
      .Input("y", "T")
      .Input("dy", "T")
      .Output("z", "T")
      .Attr("T", types)
      .Traits({Trait::kElementwise})
      .MayOverwrite({0, 1})
      .Shape(MergeInputs);
}

OpSchema PredicateSchema(const char* name, DTypeSet types, const char* file,
                         int line) {
  return OpSchema(name, file, line)
      .Input("x", "T")
      .Output("y", kBool)
      .Attr("T", types)
      .Traits({Trait::kElementwise})
      .Shape(SameAsInput)
      .NotDifferentiable("yields booleans");
}

absl::Status NoGradient(GradientContext&) { return absl::OkStatus(); }

absl::Status SetChain(GradientContext& context, const Output& derivative) {
  context.set(0, context.upstream(0).dense() * derivative);
  return absl::OkStatus();
}

Output ConjugateX(const GradientContext& context) {
  return Conjugate(context.input(0));
}

Output ConjugateY(const GradientContext& context) {
  return Conjugate(context.output());
}

}  // namespace thalweg
