#include "thalweg/runtime/passes/place.h"

#include <optional>
#include <utility>
#include <vector>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"
#include "thalweg/runtime/passes/colocation.h"
#include "thalweg/runtime/passes/device_ranking.h"
#include "thalweg/runtime/passes/device_requests.h"
#include "thalweg/runtime/passes/kernel_support.h"
#include "thalweg/runtime/passes/placement_group.h"
#include "thalweg/runtime/passes/placement_reasons.h"
#include "thalweg/runtime/passes/placement_refusals.h"
#include "thalweg/runtime/state_homes.h"

namespace thalweg {
namespace {

bool IsCallers(const Node& node) {
  return node.Is(Trait::kFeed) || node.Is(Trait::kFetch);
}

bool HoldsState(const Node& node) {
  return node.Is(Trait::kHandle) ||
         (node.num_inputs() == 0 && node.num_outputs() > 0 &&
          node.output_is_ref(0));
}

bool IsGenerator(const Node& node) {
  return node.num_inputs() == 0 && node.num_outputs() == 1 &&
         !node.output_is_ref(0);
}

bool ReadsShapeOnly(const Node& node) {
  return node.Is(Trait::kShapeOnly) && node.num_inputs() > 0;
}

// True when some two of these types are preferred one way by `a`, the other
// way by `b`.
bool PreferDifferently(const std::vector<int>& a, const std::vector<int>& b,
                       uint64_t types) {
  for (size_t t = 0; t < a.size(); ++t) {
    for (size_t u = 0; u < a.size(); ++u) {
      const bool both = (types >> t & types >> u & 1u) != 0;
      if (both && a[t] > a[u] && b[t] < b[u]) return true;
    }
  }
  return false;
}

class Placer {
 public:
  Placer(const CompileEnvironment& environment, const Graph& whole,
         DeviceRanking ranking, StepGraph& step)
      : environment_(environment),
        step_(step),
        support_(DeviceTypesOf(environment.devices)),
        ranking_(std::move(ranking)),
        refusals_(environment.devices, support_, ranking_, requests_),
        colocation_(FindColocation(
            step.graph, environment.devices.size() > 1 ? &whole : nullptr)),
        groups_(colocation_.num_groups) {}

  absl::Status Run() {
    for (const auto& node : step_.graph.nodes()) {
      if (node) RETURN_IF_ERROR(AddMember(*node));
    }
    KeepState();
    for (const auto& [group, members] : colocation_.extended) {
      if (!groups_[group].settled) Extend(groups_[group], members);
    }
    for (PlacementGroup& group : groups_) RETURN_IF_ERROR(Decide(group));
    // Sources after all that reads them.
    for (PlacementGroup& group : groups_) FollowInput(group);
    for (PlacementGroup& group : groups_) FollowConsumers(group);
    WriteDevices();
    return absl::OkStatus();
  }

 private:
  // Why a node can't join those that came before it.
  struct Clash {
    enum Kind { kNoKernel, kNoCommonType, kRequests } kind;
    absl::Status merge;  // Of kRequests.
  };

  PlacementGroup& GroupOf(const Node& node) {
    return groups_[colocation_.group_of[node.id()]];
  }

  // ---- What groups need ----

  absl::Status AddMember(const Node& node) {
    PlacementGroup& group = GroupOf(node);
    if (group.size++ == 0) group.first = &node;
    if (group.asking == nullptr && !node.device().empty()) group.asking = &node;
    ASSIGN_OR_RETURN(const std::optional<Clash> clash, Add(node, group.needs));
    if (!clash.has_value()) return absl::OkStatus();
    switch (clash->kind) {
      case Clash::kNoKernel:
        return refusals_.NoKernel(node);
      case Clash::kNoCommonType:
        return refusals_.NoCommonType(node, MembersWith(node));
      case Clash::kRequests:
        break;
    }
    return refusals_.Contradiction(node, clash->merge, MembersWith(node));
  }

  // Narrows the needs to what serves the node too. INVALID_ARGUMENT for a
  // request that is no device name.
  absl::StatusOr<std::optional<Clash>> Add(const Node& node,
                                           PlacementNeeds& needs) {
    const DeviceTypes& support = support_.For(node);
    if (support.types == 0) return Clash{Clash::kNoKernel, {}};
    if ((needs.types & support.types) == 0) {
      return Clash{Clash::kNoCommonType, {}};
    }
    needs.types &= support.types;
    Prefer(support.priorities, needs);
    ASSIGN_OR_RETURN(const DeviceSpec* request, requests_.Of(node));
    if (request == nullptr) return std::nullopt;
    auto merged = requests_.Merge(needs.request, request, /*soft=*/false);
    if (!merged.ok() && environment_.allow_soft_placement) {
      needs.contradictory = true;
      merged = requests_.Merge(needs.request, request, /*soft=*/true);
    }
    if (!merged.ok()) return Clash{Clash::kRequests, merged.status()};
    needs.request = *merged;
    if (!HoldsState(node)) return std::nullopt;
    ASSIGN_OR_RETURN(needs.state_request,
                     requests_.Merge(needs.state_request, request,
                                     environment_.allow_soft_placement));
    return std::nullopt;
  }

  static void Prefer(const std::vector<int>& priorities,
                     PlacementNeeds& needs) {
    if (priorities.empty() || needs.priorities_differ) return;
    if (needs.priorities == nullptr) {
      needs.priorities = &priorities;
    } else if (PreferDifferently(*needs.priorities, priorities, needs.types)) {
      needs.priorities = nullptr;
      needs.priorities_differ = true;
    }
  }

  // Leaves groups on the device that has their state, where that serves them.
  void KeepState() {
    if (environment_.homes == nullptr || environment_.devices.size() == 1) {
      return;
    }
    for (const auto& node : step_.graph.nodes()) {
      if (!node || !HoldsState(*node)) continue;
      PlacementGroup& group = GroupOf(*node);
      const Device* home = environment_.homes->Find(node->name());
      if (home == nullptr || group.settled || group.needs.contradictory ||
          ranking_.Preferably(home, group.needs) != home) {
        continue;
      }
      group.settled = true;
      group.by = PlacedBy::kState;
      group.device = ranking_.Preferably(home, group.needs);
    }
  }

  // Takes the needs of the group in the whole graph where they can be met.
  void Extend(PlacementGroup& group, const std::vector<const Node*>& members) {
    PlacementGroup extended = group;
    extended.needs = {};
    extended.asking = nullptr;
    for (const Node* member : members) {
      const auto clash = Add(*member, extended.needs);
      if (!clash.ok()) return;
      if (clash->has_value()) {
        // What has no kernel anywhere never runs.
        if ((*clash)->kind == Clash::kNoKernel) continue;
        return;
      }
      if (extended.asking == nullptr && !member->device().empty()) {
        extended.asking = member;
      }
    }
    if (Settle(extended)) group = extended;
  }

  // Makes the group's request one that some device meets, if there is any.
  bool Settle(PlacementGroup& group) {
    if (!group.settled) group.settled = FindRequest(group);
    return group.settled;
  }

  bool FindRequest(PlacementGroup& group) {
    PlacementNeeds& needs = group.needs;
    const DeviceSpec* const requested = needs.request;
    if (requested != nullptr) group.by = PlacedBy::kRequest;
    if (!needs.contradictory && ranking_.Best(needs) != nullptr) return true;
    if (!environment_.allow_soft_placement || requested == nullptr) {
      return false;
    }
    group.by = PlacedBy::kSoft;
    // Where its state was to be, if that can be had.
    for (const DeviceSpec* spec :
         {needs.state_request, requested, requests_.Widened(*requested)}) {
      if (spec == nullptr) continue;
      needs.request = spec;
      if (ranking_.Best(needs) != nullptr) return true;
    }
    needs.request = requested;
    return false;
  }

  // ---- Devices ----

  // For all but those that follow others.
  absl::Status Decide(PlacementGroup& group) {
    if (IsCallers(*group.first) && group.needs.request == nullptr) {
      group.by = PlacedBy::kCaller;
      group.device = environment_.devices[0];
      return absl::OkStatus();
    }
    if (!Settle(group)) {
      return refusals_.Unsatisfiable(group.needs, MembersWith(*group.first));
    }
    if (group.device == nullptr && !Follows(group)) {
      group.device = ranking_.Best(group.needs);
    }
    return absl::OkStatus();
  }

  static bool Follows(const PlacementGroup& group) {
    return group.size == 1 && !IsCallers(*group.first) &&
           (IsGenerator(*group.first) || ReadsShapeOnly(*group.first));
  }

  void PutWith(const Device* device, PlacedBy by, PlacementGroup& group) {
    group.device = ranking_.Preferably(device, group.needs);
    if (group.device == device && group.by == PlacedBy::kRank) group.by = by;
  }

  void FollowInput(PlacementGroup& last) {
    // Up a chain of such nodes to one that has a device, and back.
    std::vector<PlacementGroup*> chain;
    PlacementGroup* group = &last;
    while (group->device == nullptr && ReadsShapeOnly(*group->first)) {
      chain.push_back(group);
      group = &GroupOf(*group->first->input(0).node);
    }
    const Device* device = group->device;
    for (auto each = chain.rbegin(); each != chain.rend(); ++each) {
      PutWith(device, PlacedBy::kInput, **each);
      device = (*each)->device;
    }
  }

  void FollowConsumers(PlacementGroup& group) {
    if (group.device != nullptr) return;
    PutWith(CommonConsumer(*group.first), PlacedBy::kConsumers, group);
  }

  // The one device that reads the node; null when there are several. A fetch
  // counts only when nothing else reads it.
  Device* CommonConsumer(const Node& node) {
    Device* common = nullptr;
    Device* fetched = nullptr;
    for (const Consumer& consumer : node.consumers()) {
      Device* device = GroupOf(*consumer.node).device;
      if (consumer.node->Is(Trait::kFetch)) {
        fetched = device;
      } else if (common == nullptr) {
        common = device;
      } else if (common != device) {
        return nullptr;
      }
    }
    return common == nullptr ? fetched : common;
  }

  void WriteDevices() {
    const int num_ids = step_.graph.num_node_ids();
    step_.device_of.assign(num_ids, nullptr);
    if (environment_.explain) step_.placement_reason.resize(num_ids);
    for (const auto& node : step_.graph.nodes()) {
      if (!node) continue;
      const PlacementGroup& group = GroupOf(*node);
      step_.device_of[node->id()] = group.device;
      if (environment_.explain) {
        step_.placement_reason[node->id()] =
            PlacementReason(*node, group, support_);
      }
    }
  }

  // The nodes of the step in the group of `member`, for a refusal.
  std::vector<const Node*> MembersWith(const Node& member) const {
    const int group = colocation_.group_of[member.id()];
    std::vector<const Node*> members;
    for (const auto& node : step_.graph.nodes()) {
      if (node && colocation_.group_of[node->id()] == group) {
        members.push_back(node.get());
      }
    }
    return members;
  }

  const CompileEnvironment& environment_;
  StepGraph& step_;
  KernelSupport support_;
  DeviceRanking ranking_;
  DeviceRequests requests_;
  PlacementRefusals refusals_;
  Colocation colocation_;
  std::vector<PlacementGroup> groups_;
};

}  // namespace

absl::Status Place(const CompileEnvironment& environment, const Graph& whole,
                   StepGraph& step) {
  if (environment.devices.empty()) {
    return absl::InternalError("there is no device to place nodes on");
  }
  ASSIGN_OR_RETURN(DeviceRanking ranking,
                   DeviceRanking::Create(environment.devices));
  return Placer(environment, whole, std::move(ranking), step).Run();
}

}  // namespace thalweg
