// InTopK, InTopKV1: whether predictions are among the best.
#pragma once

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

// For each row, whether fewer than k classes have a larger prediction than the
// target. False where the target is no class, or a prediction is not finite
// before k larger ones are found.
//   predictions  float [batch, classes]
//   targets      int32 or int64 [batch]
//   k            scalar of targets' dtype
//     ->         bool [batch]
// Not differentiable: it yields bools. Errors: other ranks, batches that
// differ. Equals TensorFlow's InTopKV2.
Output InTopK(Input predictions, Input targets, Input k);

struct InTopKV1Attrs {
  int64_t k = 0;
  void Fields(AttrFields& fields) { fields.Required("k", k); }
};

// InTopK with k known from the start.
// Not differentiable: it yields bools. Errors: as of InTopK.
// Equals TensorFlow's InTopK.
Output InTopKV1(Input predictions, Input targets, int64_t k);

// The shape of the result for shapes that may be partial. INVALID_ARGUMENT as
// above.
absl::StatusOr<Shape> InTopKShape(const Shape& predictions,
                                  const Shape& targets);

}  // namespace thalweg
