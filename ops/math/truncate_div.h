// TruncateDiv, TruncateMod, Mod: division that rounds towards zero, and what
// it leaves.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The integer next to x / y on the side of zero, for each element. The inputs
// broadcast.
//   x, y  real numbers of one dtype   ->   their broadcast shape
// Gradient: none passes (it is zero wherever it exists).
// Errors: shapes that do not broadcast; an integer divided by zero.
// Equals TensorFlow's TruncateDiv.
Output TruncateDiv(Input x, Input y);

// x - TruncateDiv(x, y) * y, for each element: it has the sign of x. The inputs
// broadcast.
//   x, y  int32, int64 or floating numbers of one dtype   ->   their broadcast
//         shape
// Gradient: g and -g * TruncateDiv(x, y), summed over what an input was
// repeated along.
// Errors: shapes that do not broadcast; an integer divided by zero.
// Equals TensorFlow's TruncateMod.
Output TruncateMod(Input x, Input y);

// The same under its older name.
//   x, y  int32, int64 or floating numbers of one dtype   ->   their broadcast
//         shape
// Gradient: TruncateMod's. Errors: as TruncateMod's. Equals TensorFlow's Mod.
Output Mod(Input x, Input y);

}  // namespace thalweg
