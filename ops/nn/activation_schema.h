// What the schemas of activations share.
#pragma once

#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {

// activations = f(features), element by element. The caller adds the gradient,
// and attributes if there are any: those without fuse into products.
inline OpSchema ActivationSchema(const char* op,
                                 const char* file = __builtin_FILE(),
                                 int line = __builtin_LINE()) {
  return OpSchema(op, file, line)
      .Input("features", "T")
      .Output("activations", "T")
      .Traits({Trait::kElementwise, Trait::kActivation})
      .MayOverwrite({0})
      .Shape(SameAsInput);
}

// backprops = gradients * f'(features), or f' as its own result has it:
// `argument` names which.
inline OpSchema ActivationGradSchema(const char* op, const char* argument,
                                     const char* file = __builtin_FILE(),
                                     int line = __builtin_LINE()) {
  return OpSchema(op, file, line)
      .Input("gradients", "T")
      .Input(argument, "T")
      .Output("backprops", "T")
      .Traits({Trait::kElementwise})
      .MayOverwrite({0, 1})
      .Shape(MergeInputs);
}

}  // namespace thalweg
