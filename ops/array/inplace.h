// InplaceUpdate, InplaceAdd, InplaceSub: rows of a tensor changed.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/input.h"

namespace thalweg {

// x with row i[n] replaced by v[n], for each n; where rows repeat, the last
// counts. Other users of x still see it as it was.
//   x  [rows, ...], a number, bool or string
//   i  [n] int32, taken modulo rows
//   v  [n, ...], like x but for the first dimension
//   -> like x
// Not differentiable, as in TensorFlow: TensorScatterUpdate is.
// Errors: shapes that disagree. Equals TensorFlow's InplaceUpdate.
Output InplaceUpdate(Input x, Input i, Input v);

// x with v[n] added to row i[n], for each n; rows may repeat.
//   x  [rows, ...], a number
//   i  [n] int32, taken modulo rows
//   v  [n, ...], like x but for the first dimension
//   -> like x
// Not differentiable, as in TensorFlow: TensorScatterAdd is.
// Errors: shapes that disagree. Equals TensorFlow's InplaceAdd.
Output InplaceAdd(Input x, Input i, Input v);

// x with v[n] subtracted from row i[n], for each n; rows may repeat.
//   x  [rows, ...], a number
//   i  [n] int32, taken modulo rows
//   v  [n, ...], like x but for the first dimension
//   -> like x
// Not differentiable, as in TensorFlow: TensorScatterSub is.
// Errors: shapes that disagree. Equals TensorFlow's InplaceSub.
Output InplaceSub(Input x, Input i, Input v);

// INVALID_ARGUMENT unless the shapes, which may be partial, may be such.
absl::Status CheckInplace(const Shape& x, const Shape& i, const Shape& v);

}  // namespace thalweg
