// DeviceRanking: which of a session's devices is the best for a group.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/device_spec.h"
#include "thalweg/kernels/device.h"
#include "thalweg/runtime/passes/placement_group.h"

namespace thalweg {

// The types of the devices, in the order in which they first come: the numbers
// of KernelSupport's bits.
std::vector<std::string> DeviceTypesOf(absl::Span<Device* const> devices);

// Among the devices that meet a group's needs: kernel priority, then device
// priority, then name.
class DeviceRanking {
 public:
  static absl::StatusOr<DeviceRanking> Create(
      absl::Span<Device* const> devices);

  // Null when none meets the needs.
  Device* Best(const PlacementNeeds& needs) const;
  // `device` if it meets the needs, else the best.
  Device* Preferably(const Device* device, const PlacementNeeds& needs) const;
  // The first device that the spec names; null for none.
  Device* FirstNamed(const DeviceSpec& spec) const;

 private:
  struct Choice {
    Device* device;
    DeviceSpec spec;
    size_t type;  // Number of its type.

    bool Meets(const PlacementNeeds& needs) const;
  };

  std::vector<Choice> choices_;  // Best first, for kernels of one priority.
};

}  // namespace thalweg
