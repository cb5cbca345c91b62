// Whether a workload computes what it should.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/tensor.h"

namespace thalweg::bench {

// So many steps of training are checked, by their losses.
inline constexpr int kCheckedSteps = 3;

// How far a result lies from the recorded one in units of the tolerance, which
// is relative to the element plus as much of the largest; above 1 is wrong.
// `results` are what the first step fetched, of training the losses of the
// first steps. NOT_FOUND when nothing is recorded for the workload;
// INVALID_ARGUMENT when the result has another size.
absl::StatusOr<double> Error(const std::string& workload,
                             const std::vector<Tensor>& results);

}  // namespace thalweg::bench
