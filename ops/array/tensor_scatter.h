// TensorScatterUpdate, ...Add, ...Sub, ...Max, ...Min: a tensor changed where
// tuples of indices say.
#pragma once

#include "thalweg/graph/input.h"
#include "thalweg/ops/array/bad_indices.h"

namespace thalweg {

// `tensor` with updates[i...] in place of its slices at indices[i...]; of
// tuples named twice the last one counts.
//   tensor   any dtype, rank >= 1
//   indices  int32 or int64, rank >= 2: tuples along the last dimension
//   updates  indices' dimensions but the last, then those of tensor that the
//            tuples leave
//     ->     tensor's shape
// Gradient: the upstream gradient, zero where updates were put; by updates,
// its slices at indices.
// Errors: shapes that do not fit, a tuple out of range unless ignored.
// Equals TensorFlow's TensorScatterUpdate.
Output TensorScatterUpdate(Input tensor, Input indices, Input updates,
                           BadIndicesAttrs attrs = {});

// `tensor` with updates[i...] added to its slices at indices[i...], for tuples
// named twice both.
//   tensor   numbers, rank >= 1; indices, updates as of TensorScatterUpdate
//     ->     tensor's shape
// Gradient: the upstream gradient; by updates, its slices at indices.
// Errors: as of TensorScatterUpdate. Equals TensorFlow's TensorScatterAdd.
Output TensorScatterAdd(Input tensor, Input indices, Input updates,
                        BadIndicesAttrs attrs = {});

// `tensor` with updates[i...] subtracted from its slices at indices[i...], for
// tuples named twice both.
//   tensor   numbers, rank >= 1; indices, updates as of TensorScatterUpdate
//     ->     tensor's shape
// Gradient: the upstream gradient; by updates, its negated slices at indices.
// Errors: as of TensorScatterUpdate. Equals TensorFlow's TensorScatterSub.
Output TensorScatterSub(Input tensor, Input indices, Input updates,
                        BadIndicesAttrs attrs = {});

// The larger of `tensor` and updates[i...] at indices[i...].
//   tensor   real numbers, rank >= 1; indices, updates as of
//            TensorScatterUpdate   ->   tensor's shape
// Gradient: in equal parts to the elements that equal the result.
// Errors: as of TensorScatterUpdate. Equals TensorFlow's TensorScatterMax.
Output TensorScatterMax(Input tensor, Input indices, Input updates,
                        BadIndicesAttrs attrs = {});

// The smaller of `tensor` and updates[i...] at indices[i...].
//   tensor   real numbers, rank >= 1; indices, updates as of
//            TensorScatterUpdate   ->   tensor's shape
// Gradient: in equal parts to the elements that equal the result.
// Errors: as of TensorScatterUpdate. Equals TensorFlow's TensorScatterMin.
Output TensorScatterMin(Input tensor, Input indices, Input updates,
                        BadIndicesAttrs attrs = {});

}  // namespace thalweg
