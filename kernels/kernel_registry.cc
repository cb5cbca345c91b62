#include "thalweg/kernels/kernel_registry.h"

#include <algorithm>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/device.h"

namespace thalweg {
namespace {

using KernelMap =
    std::map<std::string, std::vector<std::unique_ptr<KernelCandidate>>>;

KernelMap& Kernels() {
  static auto* const kernels = new KernelMap;
  return *kernels;
}

bool TypesMatch(const KernelCandidate& candidate, const AttrMap& attrs) {
  for (const auto& [name, allowed] : candidate.types) {
    if (const DType* type = attrs.Get<DType>(name)) {
      if (!allowed.contains(*type)) return false;
    } else if (const auto* types = attrs.Get<std::vector<DType>>(name)) {
      for (DType each : *types) {
        if (!allowed.contains(each)) return false;
      }
    } else {
      return false;
    }
  }
  return true;
}

std::string SummarizeAttrs(const AttrMap& attrs) {
  std::string text;
  for (const auto& [name, value] : attrs) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", name, "=",
                    AttrToString(value));
  }
  return text;
}

std::string RegisteredKernels(const std::string& op) {
  std::string text;
  for (const KernelCandidate* candidate : KernelRegistry::ForOp(op)) {
    absl::StrAppend(&text, "  ", candidate->ToString(), "\n");
  }
  return text.empty() ? "  <no registered kernels>\n" : text;
}

// Candidates that are registered for exactly this type.
std::vector<const KernelCandidate*> CandidatesOf(const Node& node,
                                                 absl::string_view type) {
  std::vector<const KernelCandidate*> candidates;
  for (const KernelCandidate* candidate :
       KernelRegistry::ForOp(node.op().name())) {
    if (candidate->device_type == type &&
        TypesMatch(*candidate, node.attrs())) {
      candidates.push_back(candidate);
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const KernelCandidate* a, const KernelCandidate* b) {
                     return a->priority > b->priority;
                   });
  return candidates;
}

absl::StatusOr<std::unique_ptr<Kernel>> Make(const KernelCandidate& candidate,
                                             const KernelCandidate& first,
                                             const KernelInfo& info) {
  if (candidate.host_memory != first.host_memory &&
      !info.device().host_memory()) {
    return absl::UnimplementedError(
        "has other arguments in host memory than the first candidate");
  }
  return candidate.factory(info);
}

absl::Status NoKernel(const Node& node, const std::string& device_type,
                      const std::string& refusals) {
  const std::string& op = node.op().name();
  bool on_device = false;
  for (const KernelCandidate* candidate : KernelRegistry::ForOp(op)) {
    on_device |= candidate->device_type == device_type;
  }
  std::string message =
      absl::StrCat("No registered '", op, "' OpKernel for ", device_type,
                   " devices compatible with node {{node ", node.name(), "}}");
  if (on_device && refusals.empty()) {
    absl::StrAppend(&message,
                    "\n\t (OpKernel was found, but attributes didn't match) "
                    "Requested Attributes: ",
                    SummarizeAttrs(node.attrs()));
  }
  absl::StrAppend(&message, "\n\t.  Registered:", RegisteredKernels(op));
  if (!refusals.empty()) absl::StrAppend(&message, "Refused:\n", refusals);
  return absl::NotFoundError(message);
}

}  // namespace

std::string KernelCandidate::ToString() const {
  std::string text = absl::StrCat("device='", device_type, "'");
  for (const auto& [name, allowed] : types) {
    absl::StrAppend(&text, "; ", name, " in [", allowed.ToString(), "]");
  }
  return text;
}

KernelRegistration::KernelRegistration(const KernelCandidate& candidate) {
  Kernels()[candidate.op].push_back(
      std::make_unique<KernelCandidate>(candidate));
}

std::vector<const KernelCandidate*> KernelRegistry::Candidates(
    const Node& node, const std::string& type) {
  std::vector<const KernelCandidate*> candidates = CandidatesOf(node, type);
  return candidates.empty() ? CandidatesOf(node, kAnyDeviceType) : candidates;
}

absl::Span<const std::string> KernelRegistry::HostArguments(
    const Node& node, const std::string& type) {
  const std::vector<const KernelCandidate*> candidates = Candidates(node, type);
  if (candidates.empty()) return {};
  return candidates.front()->host_memory;
}

std::vector<const KernelCandidate*> KernelRegistry::ForOp(
    const std::string& op) {
  std::vector<const KernelCandidate*> candidates;
  if (auto found = Kernels().find(op); found != Kernels().end()) {
    for (const auto& candidate : found->second)
      candidates.push_back(candidate.get());
  }
  return candidates;
}

absl::StatusOr<std::unique_ptr<Kernel>> KernelRegistry::Create(
    const KernelInfo& info, const std::string& device_type) {
  std::string refusals;
  const auto candidates = Candidates(info.node(), device_type);
  for (const KernelCandidate* candidate : candidates) {
    absl::StatusOr<std::unique_ptr<Kernel>> kernel =
        Make(*candidate, *candidates.front(), info);
    if (!absl::IsUnimplemented(kernel.status())) return kernel;
    absl::StrAppend(&refusals, "  ", candidate->ToString(), ": ",
                    kernel.status().message(), "\n");
  }
  return NoKernel(info.node(), device_type, refusals);
}

}  // namespace thalweg
