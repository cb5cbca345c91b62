// VarHandleOp: the handle of a resource variable.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct VarHandleAttrs {
  // The session's variable of this container and name: "" for the default
  // container and for the node's own name.
  std::string container = "";
  std::string shared_name = "";
  std::string debug_name = "";
  DType dtype = kInvalid;
  Shape shape = Shape::Unknown();
  std::vector<std::string> allowed_devices = {};
  void Fields(AttrFields& fields) {
    fields("container", container)("shared_name", shared_name)("debug_name",
                                                               debug_name)
        .Required("dtype", dtype)
        .Required("shape", shape)("allowed_devices", allowed_devices);
  }
};

// The handle of a variable of the session, uninitialised until an
// AssignVariableOp.
//   dtype  any
//   shape  of every value; may be partial   ->   resource scalar
// Not differentiable further: gradients by it end here; they are those by the
// variable's value. Equals TensorFlow's VarHandleOp.
Output VarHandleOp(At graph, DType dtype, const Shape& shape,
                   VarHandleAttrs attrs = {});

}  // namespace thalweg
