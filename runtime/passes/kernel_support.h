// KernelSupport: which types of device have a kernel for a node.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "thalweg/graph/node.h"

namespace thalweg {

// Asks the kernel registry once for each op and set of types, however many
// nodes there are.
class KernelSupport {
 public:
  // REQUIRES: at most 64 types.
  explicit KernelSupport(std::vector<std::string> device_types)
      : device_types_(std::move(device_types)) {}

  const std::vector<std::string>& device_types() const { return device_types_; }
  // All bits: the node fits every type.
  uint64_t AllTypes() const {
    return ~uint64_t{0} >> (64 - device_types_.size());
  }
  // Bit t: device_types()[t] has a kernel for the node. Nodes that run without
  // a kernel fit every type.
  uint64_t TypesFor(const Node& node);

 private:
  struct OpKernels {
    // Type attributes that some kernel of the op constrains.
    std::vector<std::string> attrs;
    // By the values of those attributes.
    absl::flat_hash_map<std::string, uint64_t> types;
  };

  OpKernels& KernelsOf(const OpSchema& op);
  uint64_t Ask(const Node& node) const;

  std::vector<std::string> device_types_;
  absl::flat_hash_map<const OpSchema*, OpKernels> ops_;
};

}  // namespace thalweg
