// GatherNd: slices picked by tuples of indices.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"
#include "thalweg/ops/array/bad_indices.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {

// output[i...] = params[indices[i..., 0], indices[i..., 1], ...]: the last
// dimension of indices holds tuples that name elements of params or, when they
// are shorter than its rank, slices.
//   params   any dtype, rank >= 1
//   indices  int16, int32 or int64, rank >= 1, the last dimension in
//            [0, rank(params)]
//     ->     indices' dimensions but the last, then those of params that the
//            tuples leave
// Gradient: by params, the upstream slices added up where they came from:
// IndexedSlices for a matrix of tuples of one index, else a ScatterNd.
// Errors: a tuple out of range, unless ignored; one longer than params' rank;
// params without elements where something is asked for.
// Equals TensorFlow's GatherNd.
Output GatherNd(Input params, Input indices, BadIndicesAttrs attrs = {});

// The shape of the result for shapes that may be partial. INVALID_ARGUMENT as
// above, but for the indices' values.
absl::StatusOr<Shape> GatherNdShape(const Shape& params, const Shape& indices);

// The gradient by params, a vector of indices' dtype being their shape:
// IndexedSlices for a matrix of tuples of one index, else a tensor.
GradientValue GatheredNdBack(const Output& gradient, const Output& indices,
                             const Output& params_shape);

}  // namespace thalweg
