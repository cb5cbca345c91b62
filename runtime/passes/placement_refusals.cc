#include "thalweg/runtime/passes/placement_refusals.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/runtime/passes/placement_errors.h"

namespace thalweg {

absl::Status PlacementRefusals::NoKernel(const Node& node) {
  return NoKernelAnywhere(node, support_.device_types());
}

absl::Status PlacementRefusals::NoCommonType(
    const Node& node, absl::Span<const Node* const> members) {
  const uint64_t types = support_.For(node).types;
  const auto other = absl::c_find_if(members, [&](const Node* member) {
    return (support_.For(*member).types & types) == 0;
  });
  return CannotColocate(other == members.end() ? *members[0] : **other, node,
                        " because no device type supports both of those "
                        "nodes and the other nodes colocated with them.",
                        members, support_);
}

absl::Status PlacementRefusals::Contradiction(
    const Node& node, const absl::Status& merge,
    absl::Span<const Node* const> members) {
  ASSIGN_OR_RETURN(const DeviceSpec* ours, requests_.Of(node));
  const Node* other = members[0];
  for (const Node* member : members) {
    ASSIGN_OR_RETURN(const DeviceSpec* theirs, requests_.Of(*member));
    if (!requests_.Merge(theirs, ours, /*soft=*/false).ok()) {
      other = member;
      break;
    }
  }
  return CannotColocate(*other, node, absl::StrCat(": ", merge.message()),
                        members, support_);
}

absl::Status PlacementRefusals::Unsatisfiable(
    const PlacementNeeds& needs, absl::Span<const Node* const> members) {
  const Node* asking = members[0];
  for (const Node* member : members) {
    ASSIGN_OR_RETURN(const DeviceSpec* request, requests_.Of(*member));
    if (request == nullptr) continue;
    asking = member;
    if (ranking_.FirstNamed(*request) == nullptr) {
      return NoSuchDevice(*member, members, devices_, support_);
    }
  }
  if (const Device* named = ranking_.FirstNamed(*needs.request)) {
    return NoKernelOnRequestedDevice(*asking, named->type(), members, support_);
  }
  return IncompatibleRequests(*asking, *needs.request, members, devices_,
                              support_);
}

}  // namespace thalweg
