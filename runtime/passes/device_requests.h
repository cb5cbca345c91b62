// DeviceRequests: what nodes ask of their device, parsed and merged once.
#pragma once

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "thalweg/graph/device_spec.h"
#include "thalweg/graph/node.h"

namespace thalweg {

// Equal specs have one address, which stays as long as this. Null stands for a
// request that leaves everything open.
class DeviceRequests {
 public:
  // INVALID_ARGUMENT for a request that is no device name.
  absl::StatusOr<const DeviceSpec*> Of(const Node& node);
  // Errors of DeviceSpec::MergeWith.
  absl::StatusOr<const DeviceSpec*> Merge(const DeviceSpec* a,
                                          const DeviceSpec* b, bool soft);
  // The spec with type and id left open: what soft placement falls back to.
  const DeviceSpec* Widened(const DeviceSpec& spec);

 private:
  const DeviceSpec* Intern(DeviceSpec spec);

  // By their text in full.
  absl::flat_hash_map<std::string, std::unique_ptr<DeviceSpec>> specs_;
  // By the spelling of the request.
  absl::flat_hash_map<std::string, const DeviceSpec*> parsed_;
};

}  // namespace thalweg
