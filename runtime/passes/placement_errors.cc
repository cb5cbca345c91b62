#include "thalweg/runtime/passes/placement_errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/kernels/kernel_registry.h"

namespace thalweg {
namespace {

absl::Status About(const Node& node, absl::string_view message) {
  return absl::InvalidArgumentError(
      absl::StrCat(node.Describe(), ": ", message));
}

std::string AttrsOf(const Node& node) {
  return absl::StrJoin(
      node.attrs(), ", ", [](std::string* out, const AttrMap::Entry& entry) {
        absl::StrAppend(out, entry.first, "=", AttrToString(entry.second));
      });
}

std::string KernelsOf(const Node& node) {
  std::string text = "\nRegistered kernels:\n";
  const auto kernels = KernelRegistry::ForOp(node.op().name());
  if (kernels.empty()) absl::StrAppend(&text, "  <no registered kernels>\n");
  for (const KernelCandidate* kernel : kernels) {
    absl::StrAppend(&text, "  ", kernel->ToString(), "\n");
  }
  return text;
}

// "/job:.../device:CPU:0, /job:.../device:CPU:1".
std::string Names(absl::Span<Device* const> devices) {
  return absl::StrJoin(devices, ", ", [](std::string* out, Device* device) {
    absl::StrAppend(out, device->name());
  });
}

// What each node of a group brings in; nothing for a group of one.
std::string Constraints(absl::Span<const Node* const> members,
                        KernelSupport& support) {
  constexpr size_t kMostShown = 20;
  if (members.size() < 2) return "";
  std::string text = "\nColocated nodes, their requested devices and kernels:";
  for (const Node* member : members.subspan(0, kMostShown)) {
    absl::StrAppend(&text, "\n  ", member->Describe(), ": requested ",
                    member->device().empty() ? "any" : member->device(),
                    ", has kernels for ", support.TypesText(*member));
  }
  if (members.size() > kMostShown) {
    absl::StrAppend(&text, "\n  and ", members.size() - kMostShown, " more");
  }
  return text;
}

}  // namespace

absl::Status NoKernelAnywhere(const Node& node,
                              absl::Span<const std::string> device_types) {
  return About(node, absl::StrCat("No OpKernel was registered to support Op '",
                                  node.op().name(), "' used by {{node ",
                                  node.name(), "}} with these attrs: [",
                                  AttrsOf(node), "]\nRegistered devices: [",
                                  absl::StrJoin(device_types, ", "), "]",
                                  KernelsOf(node)));
}

absl::Status CannotColocate(const Node& a, const Node& b, absl::string_view why,
                            absl::Span<const Node* const> members,
                            KernelSupport& support) {
  return About(b, absl::StrCat("Cannot colocate nodes {{colocation_node ",
                               a.name(), "}} and {{colocation_node ", b.name(),
                               "}}", why, Constraints(members, support)));
}

absl::Status NoSuchDevice(const Node& node,
                          absl::Span<const Node* const> members,
                          absl::Span<Device* const> devices,
                          KernelSupport& support) {
  return About(
      node, absl::StrCat(
                "Cannot assign a device for operation ", node.name(),
                ": {{node ", node.name(), "}} was explicitly assigned to ",
                node.device(), " but available devices are [ ", Names(devices),
                " ]. Make sure the device specification refers to a valid "
                "device.",
                Constraints(members, support)));
}

absl::Status NoKernelOnRequestedDevice(const Node& node,
                                       const std::string& device_type,
                                       absl::Span<const Node* const> members,
                                       KernelSupport& support) {
  return About(
      node,
      absl::StrCat("Cannot assign a device for operation ", node.name(),
                   ": Could not satisfy explicit device specification '",
                   node.device(), "' because no supported kernel for ",
                   device_type, " devices is available.",
                   Constraints(members, support), "\nOp: ", node.op().name(),
                   "\nNode attrs: ", AttrsOf(node), KernelsOf(node)));
}

absl::Status IncompatibleRequests(const Node& node, const DeviceSpec& together,
                                  absl::Span<const Node* const> members,
                                  absl::Span<Device* const> devices,
                                  KernelSupport& support) {
  return About(
      node, absl::StrCat("Cannot assign a device for operation ", node.name(),
                         ": Could not satisfy explicit device specification '",
                         node.device(), "' because the node {{colocation_node ",
                         node.name(),
                         "}} was colocated with a group of nodes that required "
                         "incompatible device '",
                         together.ToString(), "'. All available devices [",
                         Names(devices), "].", Constraints(members, support)));
}

}  // namespace thalweg
