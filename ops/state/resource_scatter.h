// ResourceScatterUpdate, -Add, -Sub, -Mul, -Div, -Min, -Max: change rows of a
// resource variable.
#pragma once

#include "thalweg/graph/input.h"

namespace thalweg {

// v[indices[i]] = updates[i] of the variable v, for each i in order: rows
// that are named twice keep the last.
//   resource  handle of an initialised variable of any dtype, rank >= 1
//   indices   any shape of int32 or int64, each in [0, dim(v, 0))
//   updates   its dtype; indices' dimensions, then those of v but the first; or
//             a scalar for all
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// dtype or shape; nothing is changed then.
// Equals TensorFlow's ResourceScatterUpdate.
Operation ResourceScatterUpdate(Input resource, Input indices, Input updates);

// v[indices[i]] += updates[i] of the variable v, for each i in order: rows
// that are named twice change twice.
//   resource  handle of an initialised variable of numbers, rank >= 1
//   indices   any shape of int32 or int64, each in [0, dim(v, 0))
//   updates   its dtype; indices' dimensions, then those of v but the first; or
//             a scalar for all
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// dtype or shape; nothing is changed then.
// Equals TensorFlow's ResourceScatterAdd.
Operation ResourceScatterAdd(Input resource, Input indices, Input updates);

// v[indices[i]] -= updates[i] of the variable v, for each i in order: rows
// that are named twice change twice.
//   resource  handle of an initialised variable of numbers, rank >= 1
//   indices   any shape of int32 or int64, each in [0, dim(v, 0))
//   updates   its dtype; indices' dimensions, then those of v but the first; or
//             a scalar for all
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// dtype or shape; nothing is changed then.
// Equals TensorFlow's ResourceScatterSub.
Operation ResourceScatterSub(Input resource, Input indices, Input updates);

// v[indices[i]] *= updates[i] of the variable v, for each i in order: rows
// that are named twice change twice.
//   resource  handle of an initialised variable of numbers, rank >= 1
//   indices   any shape of int32 or int64, each in [0, dim(v, 0))
//   updates   its dtype; indices' dimensions, then those of v but the first; or
//             a scalar for all
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// dtype or shape; nothing is changed then.
// Equals TensorFlow's ResourceScatterMul.
Operation ResourceScatterMul(Input resource, Input indices, Input updates);

// v[indices[i]] /= updates[i] of the variable v, for each i in order: rows
// that are named twice change twice.
//   resource  handle of an initialised variable of numbers, rank >= 1
//   indices   any shape of int32 or int64, each in [0, dim(v, 0))
//   updates   its dtype; indices' dimensions, then those of v but the first; or
//             a scalar for all
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// dtype or shape; nothing is changed then. An integer 0 in updates is an error,
// too. Equals TensorFlow's ResourceScatterDiv.
Operation ResourceScatterDiv(Input resource, Input indices, Input updates);

// v[indices[i]] = min(v[indices[i]], updates[i]) of the variable v, for each i
// in order: rows that are named twice change twice.
//   resource  handle of an initialised variable of real numbers, rank >= 1
//   indices   any shape of int32 or int64, each in [0, dim(v, 0))
//   updates   its dtype; indices' dimensions, then those of v but the first; or
//             a scalar for all
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// dtype or shape; nothing is changed then.
// Equals TensorFlow's ResourceScatterMin.
Operation ResourceScatterMin(Input resource, Input indices, Input updates);

// v[indices[i]] = max(v[indices[i]], updates[i]) of the variable v, for each i
// in order: rows that are named twice change twice.
//   resource  handle of an initialised variable of real numbers, rank >= 1
//   indices   any shape of int32 or int64, each in [0, dim(v, 0))
//   updates   its dtype; indices' dimensions, then those of v but the first; or
//             a scalar for all
// Not differentiable: it writes a variable.
// Errors: an uninitialised variable, an index out of range, updates of another
// dtype or shape; nothing is changed then.
// Equals TensorFlow's ResourceScatterMax.
Operation ResourceScatterMax(Input resource, Input indices, Input updates);

}  // namespace thalweg
