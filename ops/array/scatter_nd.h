// ScatterNd, ScatterNdNonAliasingAdd: slices added up where tuples of indices
// say.
#pragma once

#include "absl/status/status.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"
#include "thalweg/ops/array/bad_indices.h"

namespace thalweg {

// A tensor of zeros to which updates[i...] is added at indices[i...]: the
// opposite of GatherNd. Tuples that are named twice add up, in order; bools by
// "or", strings end to end.
//   indices  int32 or int64, rank >= 2: tuples along the last dimension
//   updates  numbers, bool or string: indices' dimensions but the last, then
//            those of the result that the tuples leave
//   shape    vector of indices' dtype
//     ->     a tensor of that shape
// Gradient: by updates, the upstream slices at indices.
// Errors: shapes that do not fit, a tuple out of range (unless ignored), a
// result without elements for updates that have some.
// Equals TensorFlow's ScatterNd.
Output ScatterNd(Input indices, Input updates, Input shape,
                 BadIndicesAttrs attrs = {});

// `input` with updates[i...] added at indices[i...], as by ScatterNd; never in
// place of a variable. A vector of indices picks along the first dimension.
//   input    numbers or bool, rank >= 1
//   indices, updates  as of ScatterNd   ->   input's shape
// Gradient: the upstream gradient; by updates, its slices at indices.
// Errors: as of ScatterNd. Equals TensorFlow's ScatterNdNonAliasingAdd.
Output ScatterNdNonAliasingAdd(Input input, Input indices, Input updates,
                               BadIndicesAttrs attrs = {});

// OK when updates.shape may be indices.shape[:-1] + output[depth:], where depth
// is the last dimension of indices. Shapes may be partial.
// INVALID_ARGUMENT also for scalars, and updates of an output without elements.
absl::Status CheckScatterNd(const Shape& indices, const Shape& updates,
                            const Shape& output);

}  // namespace thalweg
