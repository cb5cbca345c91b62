// DestroyResourceOp: forgets the value of a variable.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct DestroyResourceAttrs {
  // Whether a variable without a value is fine.
  bool ignore_lookup_error = true;
  void Fields(AttrFields& fields) {
    fields("ignore_lookup_error", ignore_lookup_error);
  }
};

// Takes away the variable's value and frees its memory; the next
// AssignVariableOp gives it one again.
//   resource  handle of a variable
// Not differentiable: it has no outputs.
// Errors: a variable without a value, unless ignore_lookup_error.
// Equals TensorFlow's DestroyResourceOp.
Operation DestroyResourceOp(Input resource, DestroyResourceAttrs attrs = {});

}  // namespace thalweg
