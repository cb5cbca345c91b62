// VariableV2: a variable that is passed by reference.
#pragma once

#include <string>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct VariableV2Attrs {
  Shape shape = Shape::Unknown();
  DType dtype = kInvalid;
  // The session's variable of this container and name: "" for the default
  // container and for the node's own name.
  std::string container = "";
  std::string shared_name = "";
  void Fields(AttrFields& fields) {
    fields.Required("shape", shape)
        .Required("dtype", dtype)("container", container)("shared_name",
                                                          shared_name);
  }
};

// A reference to a variable of the session, uninitialised until an Assign. An
// op that takes no reference gets the value at that moment.
//   shape  of every value; may be partial
//   dtype  any   ->   a reference to such a tensor
// Not differentiable further: gradients by it end here.
// Errors: reading it before an Assign.
// Equals TensorFlow's VariableV2.
Output VariableV2(At graph, const Shape& shape, DType dtype,
                  VariableV2Attrs attrs = {});

}  // namespace thalweg
