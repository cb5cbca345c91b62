// PlacementNeeds, PlacementGroup: nodes that share a device, and what they ask
// of it.
#pragma once

#include <cstdint>
#include <vector>

#include "thalweg/graph/device_spec.h"
#include "thalweg/graph/node.h"

namespace thalweg {

class Device;

// What a device must meet.
struct PlacementNeeds {
  // Bit t: KernelSupport::device_types()[t] has kernels for all.
  uint64_t types = ~uint64_t{0};
  // The kernel priorities by type of the member that prefers one type; null
  // where none does, or where two prefer differently.
  const std::vector<int>* priorities = nullptr;
  bool priorities_differ = false;
  // All members' requests together; null for none.
  const DeviceSpec* request = nullptr;
  // The requests of those members that hold state.
  const DeviceSpec* state_request = nullptr;
  // Soft placement dropped a part of a request that contradicted another.
  bool contradictory = false;
};

// How a group came to its device.
enum class PlacedBy {
  kCaller,     // Feeds and fetches.
  kRequest,    // Some member asked for it.
  kState,      // Has the group's state since an earlier plan.
  kSoft,       // Some member asked for another that is not to be had.
  kRank,       // No member asked: the best device.
  kInput,      // Reads only the shape of what is there.
  kConsumers,  // A source that is read there.
};

struct PlacementGroup {
  const Node* first = nullptr;
  // The first member with a request, or null.
  const Node* asking = nullptr;
  int size = 0;
  PlacementNeeds needs;
  // needs.request is one that some device meets.
  bool settled = false;
  Device* device = nullptr;
  PlacedBy by = PlacedBy::kRank;
};

}  // namespace thalweg
