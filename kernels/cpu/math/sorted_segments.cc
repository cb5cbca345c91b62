#include "thalweg/kernels/cpu/math/sorted_segments.h"

#include <algorithm>
#include <limits>

namespace thalweg {

absl::StatusOr<int64_t> CountSortedSegments(const std::vector<int64_t>& ids) {
  if (ids.empty()) return 0;
  if (!std::is_sorted(ids.begin(), ids.end())) {
    return absl::InvalidArgumentError("segment ids are not increasing");
  }
  if (ids.front() < 0) {
    return absl::InvalidArgumentError("segment ids must be >= 0");
  }
  if (ids.back() == std::numeric_limits<int64_t>::max()) {
    return absl::InvalidArgumentError("segment ids must be less than 2^63 - 1");
  }
  return ids.back() + 1;
}

}  // namespace thalweg
