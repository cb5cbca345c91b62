// Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual.
#pragma once

#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct EqualAttrs {
  // When false, shapes that do not broadcast give a scalar (false from Equal,
  // true from NotEqual) instead of an error.
  bool incompatible_shape_error = true;
  void Fields(AttrFields& fields) {
    fields("incompatible_shape_error", incompatible_shape_error);
  }
};

// x == y, for each element; NaN equals nothing. The inputs broadcast.
//   x, y  numbers, bool, string or quantized, of one dtype   ->   bool in their
//         broadcast shape
// Not differentiable: it yields booleans.
// Errors: shapes that do not broadcast (but see EqualAttrs).
// Equals TensorFlow's Equal.
Output Equal(Input x, Input y, EqualAttrs attrs = {});

// x != y, for each element; NaN differs from everything. The inputs broadcast.
//   x, y  numbers, bool, string or quantized, of one dtype   ->   bool in their
//         broadcast shape
// Not differentiable: it yields booleans.
// Errors: shapes that do not broadcast (but see EqualAttrs).
// Equals TensorFlow's NotEqual.
Output NotEqual(Input x, Input y, EqualAttrs attrs = {});

// x < y, for each element. The inputs broadcast.
//   x, y  real numbers of one dtype   ->   bool in their broadcast shape
// Not differentiable: it yields booleans.
// Errors: shapes that do not broadcast. Equals TensorFlow's Less.
Output Less(Input x, Input y);

// x <= y, for each element. The inputs broadcast.
//   x, y  real numbers of one dtype   ->   bool in their broadcast shape
// Not differentiable: it yields booleans.
// Errors: shapes that do not broadcast. Equals TensorFlow's LessEqual.
Output LessEqual(Input x, Input y);

// x > y, for each element. The inputs broadcast.
//   x, y  real numbers of one dtype   ->   bool in their broadcast shape
// Not differentiable: it yields booleans.
// Errors: shapes that do not broadcast. Equals TensorFlow's Greater.
Output Greater(Input x, Input y);

// x >= y, for each element. The inputs broadcast.
//   x, y  real numbers of one dtype   ->   bool in their broadcast shape
// Not differentiable: it yields booleans.
// Errors: shapes that do not broadcast. Equals TensorFlow's GreaterEqual.
Output GreaterEqual(Input x, Input y);

}  // namespace thalweg
