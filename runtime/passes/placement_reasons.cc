#include "thalweg/runtime/passes/placement_reasons.h"

#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

std::string Ranked(const PlacementGroup& group, const KernelSupport& support) {
  const std::vector<std::string>& types = support.device_types();
  std::string with_kernels;
  size_t count = 0;
  for (size_t t = 0; t < types.size(); ++t) {
    if ((group.needs.types >> t & 1u) == 0) continue;
    absl::StrAppend(&with_kernels, with_kernels.empty() ? "" : ", ", types[t]);
    ++count;
  }
  if (count < types.size()) {
    return absl::StrCat("kernels for ", with_kernels, " only");
  }
  if (group.needs.request != nullptr) {
    return absl::StrCat("first of ", group.needs.request->ToString());
  }
  return group.needs.priorities != nullptr ? "highest kernel priority"
                                           : "highest priority";
}

std::string OfGroup(const PlacementGroup& group, const KernelSupport& support) {
  switch (group.by) {
    case PlacedBy::kCaller:
      return "the caller's";
    case PlacedBy::kInput:
      return "where its input is";
    case PlacedBy::kConsumers:
      return "where it is read";
    case PlacedBy::kRequest:
      return absl::StrCat("requested ", group.asking->device());
    case PlacedBy::kState:
      return "where its state is";
    case PlacedBy::kSoft:
      return absl::StrCat("soft placement: no ", group.asking->device(),
                          " with a kernel");
    case PlacedBy::kRank:
      break;
  }
  return Ranked(group, support);
}

}  // namespace

std::string PlacementReason(const Node& node, const PlacementGroup& group,
                            KernelSupport& support) {
  if (group.by == PlacedBy::kRequest && !node.device().empty()) {
    return absl::StrCat("requested ", node.device());
  }
  const Node* leader = group.asking != nullptr ? group.asking : group.first;
  const std::string reason = OfGroup(group, support);
  // By name: the member may be one of the whole graph that the step lacks.
  if (leader->name() == node.name()) return reason;
  return absl::StrCat("with '", leader->name(), "': ", reason);
}

}  // namespace thalweg
