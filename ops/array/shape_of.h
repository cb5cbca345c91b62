// ShapeOf, ShapeN, Size, Rank: shapes as tensors.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct ShapeAttrs {
  DType out_type = kInt32;
  void Fields(AttrFields& fields) { fields("out_type", out_type); }
};

// The dimensions of the input: [rank], of out_type (int32 or int64).
//   input  any shape and dtype   ->   [rank(input)]
// Named after what it gives, since Shape is the type of shapes.
// Not differentiable: it yields integers. Errors: a dimension that int32
// cannot hold. Equals TensorFlow's Shape.
Output ShapeOf(Input input, ShapeAttrs attrs = {});

// The dimensions of each input: output i is ShapeOf(inputs[i]).
//   inputs  any shapes, of one dtype   ->   [rank(inputs[i])] each
// Not differentiable: it yields integers. Errors: a dimension that int32
// cannot hold. Equals TensorFlow's ShapeN.
Operation ShapeN(InputList inputs, ShapeAttrs attrs = {});

// The number of elements: a scalar of out_type (int32 or int64).
//   input  any shape and dtype   ->   []
// Not differentiable: it yields an integer. Errors: a number that int32 cannot
// hold. Equals TensorFlow's Size.
Output Size(Input input, ShapeAttrs attrs = {});

// The number of dimensions: an int32 scalar.
//   input  any shape and dtype   ->   []
// Not differentiable: it yields an integer. Equals TensorFlow's Rank.
Output Rank(Input input);

}  // namespace thalweg
