// ScatterUpdate, -Add, -Sub, -Mul, -Div, -Min, -Max: change rows of a variable
// through its reference.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

struct ScatterUpdateAttrs {
  bool use_locking = true;
  void Fields(AttrFields& fields) { fields("use_locking", use_locking); }
};

struct ScatterAttrs {
  bool use_locking = false;
  void Fields(AttrFields& fields) { fields("use_locking", use_locking); }
};

// ref[indices[i]] = updates[i], for each i in order: rows that are named
// twice keep the last.
//   ref      reference to an initialised variable of any dtype, rank >= 1
//   indices  any shape of int32 or int64, each in [0, dim(ref, 0))
//   updates  ref's dtype; indices' dimensions, then those of ref but the first;
//            or a scalar for all
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// shape; nothing is changed then.
// Equals TensorFlow's ScatterUpdate.
Output ScatterUpdate(Input ref, Input indices, Input updates,
                     ScatterUpdateAttrs attrs = {});

// ref[indices[i]] += updates[i], for each i in order: rows that are named
// twice change twice.
//   ref      reference to an initialised variable of numbers, rank >= 1
//   indices  any shape of int32 or int64, each in [0, dim(ref, 0))
//   updates  ref's dtype; indices' dimensions, then those of ref but the first;
//            or a scalar for all
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// shape; nothing is changed then.
// Equals TensorFlow's ScatterAdd.
Output ScatterAdd(Input ref, Input indices, Input updates,
                  ScatterAttrs attrs = {});

// ref[indices[i]] -= updates[i], for each i in order: rows that are named
// twice change twice.
//   ref      reference to an initialised variable of numbers, rank >= 1
//   indices  any shape of int32 or int64, each in [0, dim(ref, 0))
//   updates  ref's dtype; indices' dimensions, then those of ref but the first;
//            or a scalar for all
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// shape; nothing is changed then.
// Equals TensorFlow's ScatterSub.
Output ScatterSub(Input ref, Input indices, Input updates,
                  ScatterAttrs attrs = {});

// ref[indices[i]] *= updates[i], for each i in order: rows that are named
// twice change twice.
//   ref      reference to an initialised variable of numbers, rank >= 1
//   indices  any shape of int32 or int64, each in [0, dim(ref, 0))
//   updates  ref's dtype; indices' dimensions, then those of ref but the first;
//            or a scalar for all
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// shape; nothing is changed then.
// Equals TensorFlow's ScatterMul.
Output ScatterMul(Input ref, Input indices, Input updates,
                  ScatterAttrs attrs = {});

// ref[indices[i]] /= updates[i], for each i in order: rows that are named
// twice change twice.
//   ref      reference to an initialised variable of numbers, rank >= 1
//   indices  any shape of int32 or int64, each in [0, dim(ref, 0))
//   updates  ref's dtype; indices' dimensions, then those of ref but the first;
//            or a scalar for all
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// shape; nothing is changed then. An integer 0 in updates is an error, too.
// Equals TensorFlow's ScatterDiv.
Output ScatterDiv(Input ref, Input indices, Input updates,
                  ScatterAttrs attrs = {});

// ref[indices[i]] = min(ref[indices[i]], updates[i]), for each i in order: rows
// that are named twice change twice.
//   ref      reference to an initialised variable of half, bfloat16, float,
//   double, int32 or int64, rank >= 1 indices  any shape of int32 or int64,
//   each in [0, dim(ref, 0)) updates  ref's dtype; indices' dimensions, then
//   those of ref but the first;
//            or a scalar for all
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// shape; nothing is changed then.
// Equals TensorFlow's ScatterMin.
Output ScatterMin(Input ref, Input indices, Input updates,
                  ScatterAttrs attrs = {});

// ref[indices[i]] = max(ref[indices[i]], updates[i]), for each i in order: rows
// that are named twice change twice.
//   ref      reference to an initialised variable of half, bfloat16, float,
//   double, int32 or int64, rank >= 1 indices  any shape of int32 or int64,
//   each in [0, dim(ref, 0)) updates  ref's dtype; indices' dimensions, then
//   those of ref but the first;
//            or a scalar for all
//     ->     ref, to be read after this
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// shape; nothing is changed then.
// Equals TensorFlow's ScatterMax.
Output ScatterMax(Input ref, Input indices, Input updates,
                  ScatterAttrs attrs = {});

// OK when updates may have this shape: indices.shape + variable.shape[1:], or
// [] for all. Shapes may be partial. INVALID_ARGUMENT also for a scalar
// variable.
absl::Status CheckScatter(const Shape& variable, const Shape& indices,
                          const Shape& updates);

}  // namespace thalweg
