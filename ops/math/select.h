// Select, SelectV1: elements of one tensor or another.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// t where condition holds, else e, for each element. The inputs broadcast.
//   condition  bool
//   t, e       any one dtype   ->   the broadcast shape of all three
// Gradient: g where condition holds goes to t, the rest to e, summed over what
// an input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's SelectV2.
Output Select(Input condition, Input t, Input e);

// The older form of Select, which does not broadcast: rows or all of t where
// condition holds, else of e.
//   condition  bool: a scalar, a vector with an element for each row of t, or
//              of t's shape
//   t, e       any one dtype and shape   ->   the same
// Gradient: g where condition holds goes to t, the rest to e.
// Errors: t and e of unequal shape, or a condition of another shape.
// Equals TensorFlow's Select.
Output SelectV1(Input condition, Input t, Input e);

}  // namespace thalweg
