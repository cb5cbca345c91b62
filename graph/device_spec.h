// DeviceSpec: a device name, any part of which may be left open.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace thalweg {

// "/job:worker/replica:0/task:1/device:GPU:0"; parts in any order, "*" leaves
// one open, "/cpu:0" is short for "/device:CPU:0", "" and "/" leave all open.
struct DeviceSpec {
  std::string job;  // "": any.
  std::optional<int> replica;
  std::optional<int> task;
  std::string type;  // "": any; else upper case.
  std::optional<int> id;

  // INVALID_ARGUMENT "Malformed device specification '...'".
  static absl::StatusOr<DeviceSpec> Parse(absl::string_view text);

  // True when every part set here is the same in `full`.
  bool Matches(const DeviceSpec& full) const;
  // This spec, with parts it leaves open taken from `other`.
  DeviceSpec Or(const DeviceSpec& other) const;
  // What satisfies both. INVALID_ARGUMENT "Cannot merge devices with
  // incompatible types: ..." when a part differs; with `soft` differing types
  // clear type and id, differing ids clear the id.
  absl::StatusOr<DeviceSpec> MergeWith(const DeviceSpec& other,
                                       bool soft) const;
  // The set parts in the order above; "" when none is.
  std::string ToString() const;
};

}  // namespace thalweg
