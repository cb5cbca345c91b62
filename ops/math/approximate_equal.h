// ApproximateEqual: numbers that are nearly the same.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ApproximateEqualAttrs {
  float tolerance = 1e-5f;
  void Fields(AttrFields& fields) { fields("tolerance", tolerance); }
};

// Whether |x - y| < tolerance, for each element; never for NaN.
//   x  any shape, numbers; the CPU knows float and double
//   y  like x   ->   bool of that shape
// Not differentiable: it yields truth values.
// Errors: inputs of unequal shape. Equals TensorFlow's ApproximateEqual.
Output ApproximateEqual(Input x, Input y, ApproximateEqualAttrs attrs = {});

}  // namespace thalweg
