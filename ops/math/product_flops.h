// ProductFlops: the cost of products of matrices.
#pragma once

#include "absl/types/span.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// Of the matrices in the last two dimensions of inputs 0 and 1, either of
// which may be transposed.
double ProductFlops(absl::Span<const Shape> inputs,
                    absl::Span<const Shape> outputs);

}  // namespace thalweg
