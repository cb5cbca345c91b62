// FindHostArguments: which values a node has in host memory, whatever its
// device.
#pragma once

#include <string>
#include <vector>

#include "thalweg/graph/node.h"

namespace thalweg {

struct HostArguments {
  // By the number of the input, of the output.
  std::vector<bool> inputs;
  std::vector<bool> outputs;
};

// For a device with memory of its own: references, values without plain bytes
// and what the kernel for the device's type wants there. Constants are the
// plan's, not the device's.
HostArguments FindHostArguments(const Node& node,
                                const std::string& device_type);

}  // namespace thalweg
