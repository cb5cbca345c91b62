// PlacementRefusals: finds which node's wish keeps a group from a device, and
// says so.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "thalweg/runtime/passes/device_ranking.h"
#include "thalweg/runtime/passes/device_requests.h"
#include "thalweg/runtime/passes/kernel_support.h"
#include "thalweg/runtime/passes/placement_group.h"

namespace thalweg {

// The errors of Place, in the words of placement_errors.h. `members` are the
// nodes of the group in the order in which they were asked.
class PlacementRefusals {
 public:
  PlacementRefusals(absl::Span<Device* const> devices, KernelSupport& support,
                    DeviceRanking& ranking, DeviceRequests& requests)
      : devices_(devices),
        support_(support),
        ranking_(ranking),
        requests_(requests) {}

  absl::Status NoKernel(const Node& node);
  // No type of device serves `node` and the members before it.
  absl::Status NoCommonType(const Node& node,
                            absl::Span<const Node* const> members);
  // The request of `node` contradicts those before it; `merge` says how.
  absl::Status Contradiction(const Node& node, const absl::Status& merge,
                             absl::Span<const Node* const> members);
  // No device meets the needs. REQUIRES: a request.
  absl::Status Unsatisfiable(const PlacementNeeds& needs,
                             absl::Span<const Node* const> members);

 private:
  const absl::Span<Device* const> devices_;
  KernelSupport& support_;
  DeviceRanking& ranking_;
  DeviceRequests& requests_;
};

}  // namespace thalweg
