// What ops of one argument share: schemas and the forms of their gradients.
#pragma once

#include "thalweg/graph/input.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {

// An op "x: T -> y: T" that goes element by element; its gradient is left to
// say.
OpSchema UnarySchema(const char* name, DTypeSet types,
                     const char* file = __builtin_FILE(),
                     int line = __builtin_LINE());
// The gradient op of one, "y: T, dy: T -> z: T", whose inputs have one shape.
OpSchema UnaryGradSchema(const char* name, DTypeSet types,
                         const char* file = __builtin_FILE(),
                         int line = __builtin_LINE());
// An op "x: T -> y: bool" that goes element by element.
OpSchema PredicateSchema(const char* name, DTypeSet types,
                         const char* file = __builtin_FILE(),
                         int line = __builtin_LINE());

// ---- Gradients: g stands for the upstream one ----

// No gradient passes: the function is a staircase.
absl::Status NoGradient(GradientContext& context);

// g * derivative(conj(x)), for a function whose derivative this is.
template <Output (*derivative)(Input x)>
absl::Status GradientByX(GradientContext& context);
// g * derivative(conj(y)), for one whose derivative its own result gives.
template <Output (*derivative)(Input y)>
absl::Status GradientByY(GradientContext& context);
// g * derivative(x, y), for one of real numbers whose derivative takes both.
template <Output (*derivative)(Input x, Input y)>
absl::Status GradientByXAndY(GradientContext& context);

// grad(y, g), for a function that has a gradient op.
template <Output (*grad)(Input y, Input dy)>
absl::Status GradientByOp(GradientContext& context);
// grad(conj(y), g), for a gradient op that does not conjugate by itself.
template <Output (*grad)(Input y, Input dy)>
absl::Status GradientByOpOfConjugate(GradientContext& context);

// ---- How they are made ----

// g * derivative.
absl::Status SetChain(GradientContext& context, const Output& derivative);
// The input and the output, conjugated where they are complex.
Output ConjugateX(const GradientContext& context);
Output ConjugateY(const GradientContext& context);

template <Output (*derivative)(Input x)>
absl::Status GradientByX(GradientContext& context) {
  return SetChain(context, derivative(ConjugateX(context)));
}

template <Output (*derivative)(Input y)>
absl::Status GradientByY(GradientContext& context) {
  return SetChain(context, derivative(ConjugateY(context)));
}

template <Output (*derivative)(Input x, Input y)>
absl::Status GradientByXAndY(GradientContext& context) {
  return SetChain(context, derivative(context.input(0), context.output()));
}

template <Output (*grad)(Input y, Input dy)>
absl::Status GradientByOp(GradientContext& context) {
  context.set(0, grad(context.output(), context.upstream(0).dense()));
  return absl::OkStatus();
}

template <Output (*grad)(Input y, Input dy)>
absl::Status GradientByOpOfConjugate(GradientContext& context) {
  context.set(0, grad(ConjugateY(context), context.upstream(0).dense()));
  return absl::OkStatus();
}

}  // namespace thalweg
