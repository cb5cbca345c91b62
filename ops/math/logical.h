// LogicalAnd, LogicalOr, LogicalNot.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x and y, for each element. The inputs broadcast.
//   x, y  bool   ->   bool in their broadcast shape
// Not differentiable: it yields booleans.
// Errors: shapes that do not broadcast. Equals TensorFlow's LogicalAnd.
Output LogicalAnd(Input x, Input y);

// x or y, for each element. The inputs broadcast.
//   x, y  bool   ->   bool in their broadcast shape
// Not differentiable: it yields booleans.
// Errors: shapes that do not broadcast. Equals TensorFlow's LogicalOr.
Output LogicalOr(Input x, Input y);

// not x, for each element.
//   x  bool, any shape   ->   the same
// Not differentiable: it yields booleans. Equals TensorFlow's LogicalNot.
Output LogicalNot(Input x);

}  // namespace thalweg
