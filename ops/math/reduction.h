// Sum, Mean, Max, Min, Prod, EuclideanNorm, All, Any: one result of all
// elements along axes.
#pragma once

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct ReductionAttrs {
  // Leave the reduced dimensions in the result, with size 1.
  bool keep_dims = false;
  void Fields(AttrFields& fields) { fields("keep_dims", keep_dims); }
};

// The sum of the elements along `axes`; 0 where there are none.
//   input  any shape, numbers
//   axes   a scalar or vector of int32 or int64 in [-rank, rank), no axis
//          twice; left out: all
//     ->   the other dimensions (keep_dims: 1 in place of those summed over)
// Integers wrap; half and bfloat16 are summed in float.
// Gradient: the upstream gradient repeated along the axes.
// Errors: an axis out of range or given twice, axes of rank above 1.
// Equals TensorFlow's Sum.
Output Sum(Input input, Input axes, ReductionAttrs attrs = {});
Output Sum(Input input);

// The sum along `axes` over the number of elements summed; integers truncate.
// Of no elements: NaN, 0 for integers.
//   input  any shape, numbers
//   axes   a scalar or vector of int32 or int64 in [-rank, rank), no axis
//          twice; left out: all
//     ->   the other dimensions (keep_dims: 1 in place of those reduced)
// Gradient: the upstream gradient over that number, repeated along the axes.
// Errors: an axis out of range or given twice, axes of rank above 1.
// Equals TensorFlow's Mean.
Output Mean(Input input, Input axes, ReductionAttrs attrs = {});
Output Mean(Input input);

// The largest element along `axes`; NaN if one is. Of no elements: -infinity,
// the lowest value for integers.
//   input  any shape, real numbers
//   axes   a scalar or vector of int32 or int64 in [-rank, rank), no axis
//          twice; left out: all
//     ->   the other dimensions (keep_dims: 1 in place of those reduced)
// Gradient: the upstream gradient, shared evenly by the elements that are
// equal to the largest. Errors: an axis out of range or given twice, axes of
// rank above 1. Equals TensorFlow's Max.
Output Max(Input input, Input axes, ReductionAttrs attrs = {});
Output Max(Input input);

// The smallest element along `axes`; NaN if one is. Of no elements: infinity,
// the highest value for integers.
//   input  any shape, real numbers
//   axes   a scalar or vector of int32 or int64 in [-rank, rank), no axis
//          twice; left out: all
//     ->   the other dimensions (keep_dims: 1 in place of those reduced)
// Gradient: the upstream gradient, shared evenly by the elements that are
// equal to the smallest. Errors: an axis out of range or given twice, axes of
// rank above 1. Equals TensorFlow's Min.
Output Min(Input input, Input axes, ReductionAttrs attrs = {});
Output Min(Input input);

// The product of the elements along `axes`; 1 where there are none.
//   input  any shape, numbers
//   axes   a scalar or vector of int32 or int64 in [-rank, rank), no axis
//          twice; left out: all
//     ->   the other dimensions (keep_dims: 1 in place of those reduced)
// Integers wrap; half and bfloat16 are multiplied in float.
// Gradient: the upstream gradient times the product of all other elements
// along the axes; exact where elements are 0.
// Errors: an axis out of range or given twice, axes of rank above 1.
// Equals TensorFlow's Prod.
Output Prod(Input input, Input axes, ReductionAttrs attrs = {});
Output Prod(Input input);

// The root of the sum of the squared sizes of the elements along `axes`; 0
// where there are none. Squares of integers wrap, and the root truncates.
//   input  any shape, numbers
//   axes   a scalar or vector of int32 or int64 in [-rank, rank), no axis
//          twice; left out: all
//     ->   the other dimensions (keep_dims: 1 in place of those reduced)
// Gradient: input * g / the result, repeated along the axes; NaN where the
// result is 0, as in TensorFlow. Errors: an axis out of range or given twice,
// axes of rank above 1. Equals TensorFlow's EuclideanNorm.
Output EuclideanNorm(Input input, Input axes, ReductionAttrs attrs = {});
Output EuclideanNorm(Input input);

// Whether all elements along `axes` are true; true where there are none.
//   input  any shape, bool
//   axes   a scalar or vector of int32 or int64 in [-rank, rank), no axis
//          twice; left out: all
//     ->   bool, the other dimensions (keep_dims: 1 for those reduced)
// Not differentiable: it yields truth values. Errors: an axis out of range or
// given twice, axes of rank above 1. Equals TensorFlow's All.
Output All(Input input, Input axes, ReductionAttrs attrs = {});
Output All(Input input);

// Whether any element along `axes` is true; false where there are none.
//   input  any shape, bool
//   axes   a scalar or vector of int32 or int64 in [-rank, rank), no axis
//          twice; left out: all
//     ->   bool, the other dimensions (keep_dims: 1 for those reduced)
// Not differentiable: it yields truth values. Errors: an axis out of range or
// given twice, axes of rank above 1. Equals TensorFlow's Any.
Output Any(Input input, Input axes, ReductionAttrs attrs = {});
Output Any(Input input);

// For each dimension of an input of that rank: is it reduced?
using AxisMask = absl::InlinedVector<bool, 8>;

// INVALID_ARGUMENT when an axis is out of range or given twice.
absl::StatusOr<AxisMask> ReducedAxes(int rank, absl::Span<const int64_t> axes);
// REQUIRES: input.rank() == mask.size(); dimensions may be unknown.
Shape ReducedShape(const Shape& input, const AxisMask& mask, bool keep_dims);

}  // namespace thalweg
