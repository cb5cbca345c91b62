#include "thalweg/runtime/passes/device_ranking.h"

#include <tuple>
#include <utility>

#include "absl/algorithm/container.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {

std::vector<std::string> DeviceTypesOf(absl::Span<Device* const> devices) {
  std::vector<std::string> types;
  for (const Device* device : devices) {
    if (!absl::c_linear_search(types, device->type())) {
      types.push_back(device->type());
    }
  }
  return types;
}

absl::StatusOr<DeviceRanking> DeviceRanking::Create(
    absl::Span<Device* const> devices) {
  const std::vector<std::string> types = DeviceTypesOf(devices);
  DeviceRanking ranking;
  for (Device* device : devices) {
    ASSIGN_OR_RETURN(DeviceSpec spec, DeviceSpec::Parse(device->name()));
    const auto type = absl::c_find(types, device->type()) - types.begin();
    ranking.choices_.push_back(
        {device, std::move(spec), static_cast<size_t>(type)});
  }
  absl::c_stable_sort(ranking.choices_, [](const Choice& a, const Choice& b) {
    return std::tuple(-a.device->priority(), a.spec.type, a.device->id()) <
           std::tuple(-b.device->priority(), b.spec.type, b.device->id());
  });
  return ranking;
}

bool DeviceRanking::Choice::Meets(const PlacementNeeds& needs) const {
  return (needs.types >> type & 1u) != 0 &&
         (needs.request == nullptr || needs.request->Matches(spec));
}

Device* DeviceRanking::Best(const PlacementNeeds& needs) const {
  const Choice* best = nullptr;
  for (const Choice& choice : choices_) {
    if (!choice.Meets(needs)) continue;
    if (needs.priorities == nullptr) return choice.device;
    const std::vector<int>& priorities = *needs.priorities;
    if (best == nullptr || priorities[choice.type] > priorities[best->type]) {
      best = &choice;
    }
  }
  return best == nullptr ? nullptr : best->device;
}

Device* DeviceRanking::Preferably(const Device* device,
                                  const PlacementNeeds& needs) const {
  for (const Choice& choice : choices_) {
    if (choice.device == device && choice.Meets(needs)) return choice.device;
  }
  return Best(needs);
}

Device* DeviceRanking::FirstNamed(const DeviceSpec& spec) const {
  for (const Choice& choice : choices_) {
    if (spec.Matches(choice.spec)) return choice.device;
  }
  return nullptr;
}

}  // namespace thalweg
