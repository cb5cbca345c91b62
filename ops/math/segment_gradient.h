// What the gradients of segment reductions share.
#pragma once

#include "absl/functional/function_ref.h"
#include "thalweg/ops/gradient_context.h"

namespace thalweg {

// How a segment reduction is undone: what makes one row of each segment's
// elements, and what gives each element its segment's row.
struct SegmentWalk {
  // The sums and products over the segments, as the op itself groups them.
  absl::FunctionRef<Output(const Output& data)> sum;
  absl::FunctionRef<Output(const Output& data)> product;
  absl::FunctionRef<Output(const Output& rows)> spread;
};

// The gradient of a product over segments, also where factors are 0.
Output SegmentProductGradient(const Output& data, const Output& product,
                              const Output& upstream, const SegmentWalk& walk);

// The gradient of a minimum or maximum over segments.
Output SegmentExtremeGradient(const Output& data, const Output& extreme,
                              const Output& upstream, const SegmentWalk& walk);

// `vector`, of the shape of ids, with a 1 for each further dimension of
// `rows`, so that it broadcasts against them.
Output AlignWithRows(const Output& vector, const Output& rows);

}  // namespace thalweg
