// What the workloads must compute, recorded elsewhere.
#pragma once

#include <vector>

#include "absl/types/span.h"

namespace thalweg::bench {

struct Expected {
  const char* workload = "";
  int64_t size = 0;      // Elements of the result.
  double largest = 0;    // Magnitude.
  double mean_root = 0;  // Root of the mean square of all; losses have none.
  // Element i * size / samples.size() for each i; of training the losses of
  // the first steps.
  std::vector<double> samples = {};
};

absl::Span<const Expected> ExpectedResults();

}  // namespace thalweg::bench
