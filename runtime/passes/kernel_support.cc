#include "thalweg/runtime/passes/kernel_support.h"

#include "absl/algorithm/container.h"
#include "thalweg/kernels/kernel_registry.h"

namespace thalweg {
namespace {

bool RunsWithoutKernel(const OpSchema& op) {
  for (Trait trait :
       {Trait::kFeed, Trait::kFetch, Trait::kCopy, Trait::kReadReference,
        Trait::kConstant, Trait::kGroup, Trait::kPlaceholder}) {
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

uint64_t KernelSupport::Ask(const Node& node) const {
  uint64_t types = 0;
  for (size_t t = 0; t < device_types_.size(); ++t) {
    if (!KernelRegistry::Candidates(node, device_types_[t]).empty()) {
      types |= uint64_t{1} << t;
    }
  }
  return types;
}

uint64_t KernelSupport::TypesFor(const Node& node) {
  if (RunsWithoutKernel(node.op())) return AllTypes();
  OpKernels& kernels = KernelsOf(node.op());
  auto [found, inserted] =
      kernels.types.try_emplace(TypesKey(node, kernels.attrs), 0);
  if (inserted) found->second = Ask(node);
  return found->second;
}

}  // namespace thalweg
