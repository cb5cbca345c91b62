// Floor, Ceil, Round, Rint: integers nearby.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The largest integer that is not above x, for each element.
//   x  any shape; floating   ->   the same
// Gradient: none passes (it is zero wherever it exists).
// Equals TensorFlow's Floor.
Output Floor(Input x);

// The smallest integer that is not below x, for each element.
//   x  any shape; floating   ->   the same
// Gradient: none passes (it is zero wherever it exists).
// Equals TensorFlow's Ceil.
Output Ceil(Input x);

// The integer nearest to x, the even one of two, for each element: -0.5 gives
// -0. Integers give 0, as in TensorFlow 2.21: what is one already needs no
// rounding.
//   x  any shape; floating, int32 or int64   ->   the same
// Gradient: none passes (it is zero wherever it exists). Errors: int8, int16
// and complex numbers, which the op allows but no kernel rounds.
// Equals TensorFlow's Round.
Output Round(Input x);

// The integer nearest to x, the even one of two, for each element: -0.5 gives
// -0.
//   x  any shape; floating   ->   the same
// Gradient: zero. Equals TensorFlow's Rint.
Output Rint(Input x);

}  // namespace thalweg
