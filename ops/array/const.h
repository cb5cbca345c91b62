// Const: a tensor that is part of the graph.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ConstAttrs {
  Tensor value;
  DType dtype = kInvalid;
  void Fields(AttrFields& fields) {
    fields.Required("value", value).Required("dtype", dtype);
  }
};

// A constant: the same tensor in every run.
//   value  any shape and dtype   ->   that tensor
// A literal becomes int32 (int64 when a number does not fit), float, bool or
// string: Const(graph, {1, 2, 3}), Const(graph, 0.5f). A Tensor keeps its
// dtype and shares its buffer with the graph.
// Not differentiable: it depends on nothing. Errors: an Output as the value.
// Equals TensorFlow's Const.
Output Const(At graph, Tensor value);
Output Const(At graph, Input value);

}  // namespace thalweg
