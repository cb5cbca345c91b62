// EnsureShape: a tensor that must have a certain shape.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct EnsureShapeAttrs {
  Shape shape = Shape::Unknown();
  void Fields(AttrFields& fields) { fields.Required("shape", shape); }
};

// The same tensor, once its shape is seen to be like `shape`.
//   input  any dtype, of a shape compatible with `shape`   ->   the same, of
//          the shape that both tell
// Gradient: passes through.
// Errors: an input of another shape. Equals TensorFlow's EnsureShape.
Output EnsureShape(Input input, Shape shape);

}  // namespace thalweg
