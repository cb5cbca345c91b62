// AddN, AccumulateN: the sum of many tensors.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct AccumulateNAttrs {
  Shape shape = Shape::Unknown();
  void Fields(AttrFields& fields) { fields.Required("shape", shape); }
};

// The sum of all inputs, for each element.
//   inputs  at least one; numbers of one dtype and shape   ->   that shape
// Gradient: g for every input.
// Errors: inputs of unequal shape; variants whose values cannot be added.
// Equals TensorFlow's AddN.
Output AddN(InputList inputs);

// The same of tensors whose shape is said beforehand.
//   inputs  at least one; numbers of one dtype, of a shape like `shape`
//   shape   what is known of it   ->   that shape
// Gradient: g for every input.
// Errors: inputs of unequal shape or unlike `shape`.
// Equals TensorFlow's AccumulateNV2.
Output AccumulateN(InputList inputs, Shape shape);

}  // namespace thalweg
