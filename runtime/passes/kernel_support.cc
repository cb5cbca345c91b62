#include "thalweg/runtime/passes/kernel_support.h"

#include <algorithm>
#include <climits>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "thalweg/kernels/kernel_registry.h"

namespace thalweg {
namespace {

bool RunsWithoutKernel(const OpSchema& op) {
  for (Trait trait : {Trait::kFeed, Trait::kFetch, Trait::kCopy,
                      Trait::kConstant, Trait::kGroup}) {
    if (op.Is(trait)) return true;
  }
  return false;
}

// The values of the type attributes, as a key: their numbers, each list ended
// by one that is no dtype's.
std::string TypesKey(const Node& node, const std::vector<std::string>& attrs) {
  constexpr char kEnd = '\x7f';
  std::string key;
  for (const std::string& name : attrs) {
    const Attr* attr = node.attrs().Find(name);
    if (attr == nullptr) {
      key.push_back(kEnd);
    } else if (const auto* type = std::get_if<DType>(attr)) {
      key.push_back(static_cast<char>(*type));
    } else if (const auto* types = std::get_if<std::vector<DType>>(attr)) {
      for (DType each : *types) key.push_back(static_cast<char>(each));
      key.push_back(kEnd);
    }
  }
  return key;
}

}  // namespace

KernelSupport::OpKernels& KernelSupport::KernelsOf(const OpSchema& op) {
  auto [found, inserted] = ops_.try_emplace(&op);
  OpKernels& kernels = found->second;
  if (inserted) {
    for (const KernelCandidate* kernel : KernelRegistry::ForOp(op.name())) {
      for (const auto& [attr, allowed] : kernel->types) {
        if (!absl::c_linear_search(kernels.attrs, attr)) {
          kernels.attrs.push_back(attr);
        }
      }
    }
  }
  return kernels;
}

DeviceTypes KernelSupport::Ask(const Node& node) const {
  DeviceTypes found;
  int lowest = INT_MAX, highest = INT_MIN;
  for (size_t t = 0; t < device_types_.size(); ++t) {
    const auto kernels = KernelRegistry::Candidates(node, device_types_[t]);
    found.priorities.push_back(kernels.empty() ? 0 : kernels[0]->priority);
    if (kernels.empty()) continue;
    found.types |= uint64_t{1} << t;
    lowest = std::min(lowest, kernels[0]->priority);
    highest = std::max(highest, kernels[0]->priority);
  }
  if (lowest >= highest) found.priorities.clear();
  return found;
}

const DeviceTypes& KernelSupport::For(const Node& node) {
  if (RunsWithoutKernel(node.op())) return all_;
  OpKernels& kernels = KernelsOf(node.op());
  std::unique_ptr<DeviceTypes>& found =
      kernels.types[TypesKey(node, kernels.attrs)];
  if (found == nullptr) found = std::make_unique<DeviceTypes>(Ask(node));
  return *found;
}

std::string KernelSupport::TypesText(const Node& node) {
  const uint64_t types = For(node).types;
  std::string text;
  for (size_t t = 0; t < device_types_.size(); ++t) {
    if ((types >> t & 1u) == 0) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", device_types_[t]);
  }
  return text.empty() ? "none" : text;
}

}  // namespace thalweg
