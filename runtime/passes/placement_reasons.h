// PlacementReason: why a node is where it is, in words.
#pragma once

#include <string>

#include "thalweg/runtime/passes/kernel_support.h"
#include "thalweg/runtime/passes/placement_group.h"

namespace thalweg {

// "requested /device:CPU:1", "with 'v', requested /cpu:0", "read there only",
// "kernels for CPU only", ... REQUIRES: the group has its device.
std::string PlacementReason(const Node& node, const PlacementGroup& group,
                            KernelSupport& support);

}  // namespace thalweg
