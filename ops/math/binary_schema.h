// BinarySchema: what the schemas of functions of two arguments share.
#pragma once

#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape_context.h"

namespace thalweg {

// z = f(x, y) for each element of inputs that broadcast. The caller adds what
// sets the op apart: its gradient, its rule for values.
inline OpSchema BinarySchema(const char* op, DTypeSet types,
                             const char* file = __builtin_FILE(),
                             int line = __builtin_LINE()) {
  return OpSchema(op, file, line)
      .Input("x", "T")
      .Input("y", "T")
      .Output("z", "T")
      .Attr("T", types)
      .Traits({Trait::kElementwise})
      .MayOverwrite({0, 1})
      .Shape(BroadcastInputs);
}

}  // namespace thalweg
