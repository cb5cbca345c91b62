// KernelSupport: which types of device have a kernel for a node.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "thalweg/graph/node.h"

namespace thalweg {

// What a node can run on.
struct DeviceTypes {
  // Bit t: device_types()[t] has a kernel for the node.
  uint64_t types = 0;
  // By type, the priority of its first kernel; empty where none is preferred.
  std::vector<int> priorities;
};

// Asks the kernel registry once for each op and set of types, however many
// nodes there are.
class KernelSupport {
 public:
  // REQUIRES: at most 64 types.
  explicit KernelSupport(std::vector<std::string> device_types)
      : device_types_(std::move(device_types)), all_{AllTypes(), {}} {}

  const std::vector<std::string>& device_types() const { return device_types_; }
  // Nodes that run without a kernel fit every type. Valid as long as this.
  const DeviceTypes& For(const Node& node);
  // "CPU, GPU": the types that have a kernel for the node; "none".
  std::string TypesText(const Node& node);

 private:
  uint64_t AllTypes() const {
    return ~uint64_t{0} >> (64 - device_types_.size());
  }

  struct OpKernels {
    // Type attributes that some kernel of the op constrains.
    std::vector<std::string> attrs;
    // By the values of those attributes.
    absl::flat_hash_map<std::string, std::unique_ptr<DeviceTypes>> types;
  };

  OpKernels& KernelsOf(const OpSchema& op);
  DeviceTypes Ask(const Node& node) const;

  const std::vector<std::string> device_types_;
  const DeviceTypes all_;
  absl::flat_hash_map<const OpSchema*, OpKernels> ops_;
};

}  // namespace thalweg
