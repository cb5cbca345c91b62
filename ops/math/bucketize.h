// Bucketize: which interval values fall into.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "thalweg/graph/attr_fields.h"
#include "thalweg/graph/input.h"

namespace thalweg {

struct BucketizeAttrs {
  std::vector<float> boundaries;
  void Fields(AttrFields& fields) { fields.Required("boundaries", boundaries); }
};

// For each element, how many boundaries are not greater than it.
//   input  int32, int64, float or double, any shape   ->   int32, its shape
// Not differentiable: it yields integers. Errors: boundaries that fall.
// Equals TensorFlow's Bucketize.
Output Bucketize(Input input, std::vector<float> boundaries);

// INVALID_ARGUMENT unless they do not fall.
absl::Status CheckBoundaries(const std::vector<float>& boundaries);

}  // namespace thalweg
