// ResolveSignature: a node's attributes, input and output types checked and
// completed against its op's schema.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "thalweg/graph/graph.h"

namespace thalweg {

// The type of one tensor a node takes or gives.
struct PortType {
  DType dtype = DType::kInvalid;
  bool is_ref = false;
};

struct NodeSignature {
  std::vector<PortType> inputs;
  std::vector<PortType> outputs;
};

// Completes spec.attrs (types and counts that the inputs determine, defaults)
// and gives the types of inputs and outputs. INVALID_ARGUMENT in TensorFlow's
// words when attributes or inputs do not fit.
absl::StatusOr<NodeSignature> ResolveSignature(NodeSpec& spec);

}  // namespace thalweg
