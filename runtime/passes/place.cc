#include "thalweg/runtime/passes/place.h"

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/device_spec.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"
#include "thalweg/runtime/passes/colocation.h"
#include "thalweg/runtime/passes/kernel_support.h"
#include "thalweg/runtime/passes/placement_errors.h"

namespace thalweg {
namespace {

// A device as the pass sees it.
struct Choice {
  Device* device;
  DeviceSpec spec;
  uint64_t type;  // The bit of KernelSupport.
};

// Nodes that share a device, and what they ask of it.
struct Group {
  Node* first = nullptr;
  int size = 0;
  uint64_t types = ~uint64_t{0};
  // All members' requests together; null for none.
  const DeviceSpec* request = nullptr;
  // The requests of those members that hold state.
  const DeviceSpec* state_request = nullptr;
  // Soft placement dropped a part of a request that contradicted another.
  bool contradictory = false;
  Device* device = nullptr;
};

std::vector<std::string> TypesOf(const std::vector<Device*>& devices) {
  std::vector<std::string> types;
  for (const Device* device : devices) {
    if (!absl::c_linear_search(types, device->type())) {
      types.push_back(device->type());
    }
  }
  return types;
}

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

class Placer {
 public:
  Placer(const CompileEnvironment& environment, StepGraph& step)
      : environment_(environment),
        step_(step),
        support_(TypesOf(environment.devices)),
        colocation_(FindColocation(step.graph)),
        groups_(colocation_.num_groups) {}

  absl::Status Run() {
    RETURN_IF_ERROR(RankDevices());
    for (const auto& node : step_.graph.nodes()) {
      if (node) RETURN_IF_ERROR(AddMember(node.get()));
    }
    for (Group& group : groups_) {
      RETURN_IF_ERROR(Settle(group));
      if (IsCallers(*group.first)) {
        group.device = CallersDevice(*group.first);
      } else if (!Follows(group)) {
        group.device = Best(group);
      }
    }
    // Sources after all that reads them.
    for (Group& group : groups_) FollowInput(group);
    for (Group& group : groups_) FollowConsumers(group);
    WriteDevices();
    return absl::OkStatus();
  }

 private:
  // Feeds and fetches name their device in full or lie on the host.
  Device* CallersDevice(const Node& node) const {
    for (Device* device : environment_.devices) {
      if (device->name() == node.device()) return device;
    }
    return environment_.devices[0];
  }

  Group& GroupOf(const Node& node) {
    return groups_[colocation_.group_of[node.id()]];
  }

  // Best device first.
  absl::Status RankDevices() {
    const std::vector<std::string>& types = support_.device_types();
    for (Device* device : environment_.devices) {
      ASSIGN_OR_RETURN(DeviceSpec spec, DeviceSpec::Parse(device->name()));
      const auto type = absl::c_find(types, device->type()) - types.begin();
      ranked_.push_back({device, std::move(spec), uint64_t{1} << type});
    }
    absl::c_stable_sort(ranked_, [](const Choice& a, const Choice& b) {
      return std::tuple(-a.device->priority(), a.spec.type, a.device->id()) <
             std::tuple(-b.device->priority(), b.spec.type, b.device->id());
    });
    return absl::OkStatus();
  }

  // ---- Requests ----

  const DeviceSpec* Intern(DeviceSpec spec) {
    auto [found, inserted] = specs_.try_emplace(spec.ToString());
    if (inserted) found->second = std::make_unique<DeviceSpec>(spec);
    return found->second.get();
  }

  // Null when the node leaves the device open.
  absl::StatusOr<const DeviceSpec*> RequestOf(const Node& node) {
    if (node.device().empty()) return nullptr;
    auto [found, inserted] = parsed_.try_emplace(node.device(), nullptr);
    if (inserted) {
      absl::StatusOr<DeviceSpec> spec = DeviceSpec::Parse(node.device());
      if (!spec.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat(node.Describe(), ": ", spec.status().message()));
      }
      found->second = Intern(*std::move(spec));
    }
    return found->second;
  }

  absl::StatusOr<const DeviceSpec*> Merge(const DeviceSpec* a,
                                          const DeviceSpec* b, bool soft) {
    if (b == nullptr || a == b) return a;
    if (a == nullptr) return b;
    ASSIGN_OR_RETURN(DeviceSpec merged, a->MergeWith(*b, soft));
    return Intern(std::move(merged));
  }

  // ---- Groups ----

  absl::Status AddMember(Node* node) {
    Group& group = GroupOf(*node);
    if (group.size++ == 0) group.first = node;
    const uint64_t types = support_.TypesFor(*node);
    if (types == 0) return NoKernelAnywhere(*node, support_.device_types());
    if ((group.types & types) == 0) return NoCommonType(*node);
    group.types &= types;

    ASSIGN_OR_RETURN(const DeviceSpec* request, RequestOf(*node));
    if (request == nullptr || IsCallers(*node)) return absl::OkStatus();
    auto merged = Merge(group.request, request, /*soft=*/false);
    if (!merged.ok() && environment_.allow_soft_placement) {
      group.contradictory = true;
      merged = Merge(group.request, request, /*soft=*/true);
    }
    if (!merged.ok()) return Contradiction(*node, merged.status());
    group.request = *merged;
    if (!HoldsState(*node)) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        group.state_request,
        Merge(group.state_request, request, environment_.allow_soft_placement));
    return absl::OkStatus();
  }

  // Makes the group's request one that some device meets.
  absl::Status Settle(Group& group) {
    const DeviceSpec* const requested = group.request;
    if (!group.contradictory && Best(group) != nullptr) {
      return absl::OkStatus();
    }
    if (environment_.allow_soft_placement && requested != nullptr) {
      DeviceSpec widened = *requested;
      widened.type.clear();
      widened.id.reset();
      // Where its state was to be, if that can be had.
      for (const DeviceSpec* spec :
           {group.state_request, requested, Intern(std::move(widened))}) {
        if (spec == nullptr) continue;
        group.request = spec;
        if (Best(group) != nullptr) return absl::OkStatus();
      }
    }
    group.request = requested;
    return Unsatisfiable(group);
  }

  static bool Fits(const Choice& choice, const Group& group) {
    return (choice.type & group.types) != 0 &&
           (group.request == nullptr || group.request->Matches(choice.spec));
  }

  Device* Best(const Group& group) const {
    for (const Choice& choice : ranked_) {
      if (Fits(choice, group)) return choice.device;
    }
    return nullptr;
  }

  // `device` if the group may go there, else the best for it.
  Device* PreferablyOn(Device* device, const Group& group) const {
    for (const Choice& choice : ranked_) {
      if (choice.device == device && Fits(choice, group)) return device;
    }
    return Best(group);
  }

  // ---- Nodes that go where their neighbours are ----

  static bool Follows(const Group& group) {
    return group.size == 1 &&
           (IsGenerator(*group.first) || ReadsShapeOnly(*group.first));
  }

  void FollowInput(Group& last) {
    // Up a chain of such nodes to one that has a device, and back.
    std::vector<Group*> chain;
    Group* group = &last;
    while (group->device == nullptr && ReadsShapeOnly(*group->first)) {
      chain.push_back(group);
      group = &GroupOf(*group->first->input(0).node);
    }
    Device* device = group->device;
    for (auto each = chain.rbegin(); each != chain.rend(); ++each) {
      device = (*each)->device = PreferablyOn(device, **each);
    }
  }

  void FollowConsumers(Group& group) {
    if (group.device != nullptr) return;
    group.device = PreferablyOn(CommonConsumer(*group.first), group);
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
    step_.device_of.assign(step_.graph.num_node_ids(), nullptr);
    for (const auto& node : step_.graph.nodes()) {
      if (node) step_.device_of[node->id()] = GroupOf(*node).device;
    }
  }

  // ---- Refusals ----

  std::vector<Node*> Members(const Node& member) const {
    std::vector<Node*> members;
    for (const auto& node : step_.graph.nodes()) {
      if (node && colocation_.group_of[node->id()] ==
                      colocation_.group_of[member.id()]) {
        members.push_back(node.get());
      }
    }
    return members;
  }

  absl::Status NoCommonType(const Node& node) {
    const std::vector<Node*> members = Members(node);
    const Node* other = members[0];
    for (const Node* member : members) {
      if ((support_.TypesFor(*member) & support_.TypesFor(node)) == 0) {
        other = member;
        break;
      }
    }
    return CannotColocate(*other, node,
                          " because no device type supports both of those "
                          "nodes and the other nodes colocated with them.",
                          members, support_);
  }

  absl::Status Contradiction(const Node& node, const absl::Status& status) {
    const std::vector<Node*> members = Members(node);
    const Node* other = members[0];
    for (const Node* member : members) {
      if (member->device().empty() || IsCallers(*member)) continue;
      ASSIGN_OR_RETURN(const DeviceSpec* theirs, RequestOf(*member));
      ASSIGN_OR_RETURN(const DeviceSpec* ours, RequestOf(node));
      if (!Merge(theirs, ours, /*soft=*/false).ok()) {
        other = member;
        break;
      }
    }
    return CannotColocate(*other, node, absl::StrCat(": ", status.message()),
                          members, support_);
  }

  // REQUIRES: a request; a group without one has a device.
  absl::Status Unsatisfiable(const Group& group) {
    const std::vector<Node*> members = Members(*group.first);
    const Node* asking = group.first;
    for (const Node* member : members) {
      ASSIGN_OR_RETURN(const DeviceSpec* request, RequestOf(*member));
      if (request == nullptr) continue;
      asking = member;
      if (absl::c_none_of(ranked_, [&](const Choice& choice) {
            return request->Matches(choice.spec);
          })) {
        return NoSuchDevice(*member, members, environment_.devices, support_);
      }
    }
    for (const Choice& choice : ranked_) {
      if (group.request->Matches(choice.spec)) {
        return NoKernelOnRequestedDevice(*asking, choice.device->type(),
                                         members, support_);
      }
    }
    return IncompatibleRequests(*asking, *group.request, members,
                                environment_.devices, support_);
  }

  const CompileEnvironment& environment_;
  StepGraph& step_;
  KernelSupport support_;
  Colocation colocation_;
  std::vector<Group> groups_;
  std::vector<Choice> ranked_;
  absl::flat_hash_map<std::string, std::unique_ptr<DeviceSpec>> specs_;
  // By the spelling of the request.
  absl::flat_hash_map<std::string, const DeviceSpec*> parsed_;
};

}  // namespace

absl::Status Place(const CompileEnvironment& environment, StepGraph& step) {
  if (environment.devices.empty()) {
    return absl::InternalError("there is no device to place nodes on");
  }
  return Placer(environment, step).Run();
}

}  // namespace thalweg
