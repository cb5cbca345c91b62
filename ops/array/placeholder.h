// Placeholder, PlaceholderV2, PlaceholderWithDefault: values that a run is fed.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct PlaceholderAttrs {
  DType dtype = kInvalid;
  Shape shape = Shape::Unknown();
  void Fields(AttrFields& fields) {
    fields.Required("dtype", dtype)("shape", shape);
  }
};

struct PlaceholderV2Attrs {
  DType dtype = kInvalid;
  Shape shape = Shape::Unknown();
  void Fields(AttrFields& fields) {
    fields.Required("dtype", dtype).Required("shape", shape);
  }
};

struct PlaceholderWithDefaultAttrs {
  Shape shape = Shape::Unknown();
  void Fields(AttrFields& fields) { fields.Required("shape", shape); }
};

// A value that each run must be fed.
//   dtype  any
//   shape  what is known of the fed tensors' shape   ->   a tensor like that
// Not differentiable further: gradients by it end here.
// Errors: a run that needs it and does not feed it.
// Equals TensorFlow's Placeholder.
Output Placeholder(At graph, DType dtype, Shape shape = Shape::Unknown());

// The same under a name that was given up; for graphs that have it.
//   dtype  any
//   shape  what is known of the fed tensors' shape   ->   a tensor like that
// Not differentiable further: gradients by it end here.
// Errors: a run that needs it and does not feed it.
// Equals TensorFlow's PlaceholderV2.
Output PlaceholderV2(At graph, DType dtype, Shape shape);

// A value that a run may be fed; `input` when it is not.
//   input  any dtype, of a shape compatible with `shape`
//   shape  what is known of any tensor fed   ->   a tensor like that
// Gradient: passes through to input.
// Errors: an input whose shape contradicts `shape`.
// Equals TensorFlow's PlaceholderWithDefault.
Output PlaceholderWithDefault(Input input, Shape shape);

}  // namespace thalweg
