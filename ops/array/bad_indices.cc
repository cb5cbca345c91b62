#include "thalweg/ops/array/bad_indices.h"

#include "absl/strings/str_cat.h"

namespace thalweg {

absl::StatusOr<bool> IgnoresBadIndices(const BadIndicesAttrs& attrs) {
  const std::string& policy = attrs.bad_indices_policy;
  if (policy == "IGNORE") return true;
  if (policy.empty() || policy == "DEFAULT" || policy == "ERROR") return false;
  return absl::InvalidArgumentError(
      absl::StrCat("Unknown bad indices handling attribute: ", policy));
}

}  // namespace thalweg
