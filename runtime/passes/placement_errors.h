// The refusals of Place: TensorFlow's sentences, and which node asked for what.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "thalweg/graph/device_spec.h"
#include "thalweg/graph/node.h"
#include "thalweg/kernels/device.h"
#include "thalweg/runtime/passes/kernel_support.h"

namespace thalweg {

// All are INVALID_ARGUMENT and begin with the node they are about. `members`
// are the nodes of its colocation group.

// No device type of the session has a kernel for the node.
absl::Status NoKernelAnywhere(const Node& node,
                              absl::Span<const std::string> device_types);
// Two members can't be on one device: `why` says so in a clause that follows
// "Cannot colocate nodes a and b".
absl::Status CannotColocate(const Node& a, const Node& b, absl::string_view why,
                            absl::Span<const Node* const> members,
                            KernelSupport& support);
// The node asked for a device that is not there.
absl::Status NoSuchDevice(const Node& node,
                          absl::Span<const Node* const> members,
                          absl::Span<Device* const> devices,
                          KernelSupport& support);
// The device that `node` asked for is there, but some member has no kernel for
// it.
absl::Status NoKernelOnRequestedDevice(const Node& node,
                                       const std::string& device_type,
                                       absl::Span<const Node* const> members,
                                       KernelSupport& support);
// Each member's request could be met, but not what they ask for together.
absl::Status IncompatibleRequests(const Node& node, const DeviceSpec& together,
                                  absl::Span<const Node* const> members,
                                  absl::Span<Device* const> devices,
                                  KernelSupport& support);

}  // namespace thalweg
