// Segment ids in ascending order.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

namespace thalweg {

// The number of segments: the last id + 1, 0 when there are none.
// INVALID_ARGUMENT when an id is negative or less than the one before.
absl::StatusOr<int64_t> CountSortedSegments(const std::vector<int64_t>& ids);

}  // namespace thalweg
