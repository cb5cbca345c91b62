#include "thalweg/runtime/passes/device_requests.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {

absl::StatusOr<const DeviceSpec*> DeviceRequests::Of(const Node& node) {
  if (node.device().empty()) return nullptr;
  auto [found, inserted] = parsed_.try_emplace(node.device(), nullptr);
  if (inserted) {
    absl::StatusOr<DeviceSpec> spec = DeviceSpec::Parse(node.device());
    if (!spec.ok()) {
      parsed_.erase(found);
      return absl::InvalidArgumentError(
          absl::StrCat(node.Describe(), ": ", spec.status().message()));
    }
    found->second = Intern(*std::move(spec));
  }
  return found->second;
}

absl::StatusOr<const DeviceSpec*> DeviceRequests::Merge(const DeviceSpec* a,
                                                        const DeviceSpec* b,
                                                        bool soft) {
  if (b == nullptr || a == b) return a;
  if (a == nullptr) return b;
  ASSIGN_OR_RETURN(DeviceSpec merged, a->MergeWith(*b, soft));
  return Intern(std::move(merged));
}

const DeviceSpec* DeviceRequests::Widened(const DeviceSpec& spec) {
  DeviceSpec widened = spec;
  widened.type.clear();
  widened.id.reset();
  return Intern(std::move(widened));
}

const DeviceSpec* DeviceRequests::Intern(DeviceSpec spec) {
  auto [found, inserted] = specs_.try_emplace(spec.ToString());
  if (inserted) found->second = std::make_unique<DeviceSpec>(std::move(spec));
  return found->second.get();
}

}  // namespace thalweg
