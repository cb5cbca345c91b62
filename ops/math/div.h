// RealDiv, Div, DivNoNan: quotients, element by element.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// x / y, for each element. The inputs broadcast.
//   x, y  floating or complex, of one dtype   ->   their broadcast shape
// Gradient: g / conj(y) and -g * conj(x / y) / conj(y), summed over what an
// input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's RealDiv.
Output RealDiv(Input x, Input y);

// x / y, for each element, rounded towards zero for integers. The inputs
// broadcast.
//   x, y  numbers of one dtype   ->   their broadcast shape
// Gradient: g / conj(y) and -g * conj(x / y) / conj(y), summed over what an
// input was repeated along.
// Errors: shapes that do not broadcast; an integer divided by zero.
// Equals TensorFlow's Div.
Output Div(Input x, Input y);

// x / y, and 0 where y is 0, for each element. The inputs broadcast.
//   x, y  floating or complex, of one dtype   ->   their broadcast shape
// Gradient: g / conj(y) and -g * conj(x / y) / conj(y), each 0 where y is 0,
// summed over what an input was repeated along.
// Errors: shapes that do not broadcast. Equals TensorFlow's DivNoNan.
Output DivNoNan(Input x, Input y);

}  // namespace thalweg
