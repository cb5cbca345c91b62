// BitwiseAnd, BitwiseOr, BitwiseXor, LeftShift, RightShift, Invert,
// PopulationCount: integers as rows of bits.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// The bits that x and y both have, for each element. The inputs broadcast.
//   x, y  integers of one dtype   ->   their broadcast shape
// Not differentiable: it acts on integers. Errors: shapes that do not
// broadcast. Equals TensorFlow's BitwiseAnd.
Output BitwiseAnd(Input x, Input y);

// The bits that x or y has, for each element. The inputs broadcast.
//   x, y  integers of one dtype   ->   their broadcast shape
// Not differentiable: it acts on integers. Errors: shapes that do not
// broadcast. Equals TensorFlow's BitwiseOr.
Output BitwiseOr(Input x, Input y);

// The bits that either x or y has, for each element. The inputs broadcast.
//   x, y  integers of one dtype   ->   their broadcast shape
// Not differentiable: it acts on integers. Errors: shapes that do not
// broadcast. Equals TensorFlow's BitwiseXor.
Output BitwiseXor(Input x, Input y);

// x shifted to the left by y bits, for each element; y below 0 counts as 0, and
// beyond the last bit as the last bit. The inputs broadcast.
//   x, y  integers of one dtype   ->   their broadcast shape
// Not differentiable: it acts on integers. Errors: shapes that do not
// broadcast. Equals TensorFlow's LeftShift.
Output LeftShift(Input x, Input y);

// x shifted to the right by y bits, for each element, with the sign shifted
// into signed numbers; y below 0 counts as 0, and beyond the last bit as the
// last bit. The inputs broadcast.
//   x, y  integers of one dtype   ->   their broadcast shape
// Not differentiable: it acts on integers. Errors: shapes that do not
// broadcast. Equals TensorFlow's RightShift.
Output RightShift(Input x, Input y);

// The bits that x has not, for each element.
//   x  integers, any shape   ->   the same
// Not differentiable: it acts on integers. Equals TensorFlow's Invert.
Output Invert(Input x);

// How many bits of x are set, for each element.
//   x  integers, any shape   ->   uint8 in its shape
// Not differentiable: it acts on integers.
// Equals TensorFlow's PopulationCount.
Output PopulationCount(Input x);

}  // namespace thalweg
