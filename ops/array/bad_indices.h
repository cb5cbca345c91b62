// BadIndicesAttrs: what GatherNd and the scatters do with indices out of range.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "thalweg/graph/attr_fields.h"

namespace thalweg {

struct BadIndicesAttrs {
  // "", "DEFAULT" or "ERROR": such an index is an error. "IGNORE": what is
  // gathered from there is zero (false, ""), what is scattered to there is
  // left out.
  std::string bad_indices_policy;
  void Fields(AttrFields& fields) {
    fields("bad_indices_policy", bad_indices_policy);
  }
};

// True for "IGNORE". INVALID_ARGUMENT for a policy that is none of those.
absl::StatusOr<bool> IgnoresBadIndices(const BadIndicesAttrs& attrs);

}  // namespace thalweg
