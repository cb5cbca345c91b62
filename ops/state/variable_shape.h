// VariableShape: the shape of a resource variable.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct VariableShapeAttrs {
  DType out_type = kInt32;  // int32 or int64.
  void Fields(AttrFields& fields) { fields("out_type", out_type); }
};

// The dimensions of the value that a variable has.
//   input  handle of a variable   ->   vector of out_type
// Not differentiable: it yields integers.
// Errors: an uninitialised variable, a dimension beyond int32.
// Equals TensorFlow's VariableShape.
Output VariableShape(Input input, VariableShapeAttrs attrs = {});

}  // namespace thalweg
