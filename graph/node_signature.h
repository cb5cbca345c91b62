// ResolveSignature: a node's attributes, input and output types checked and
// completed against its op's schema.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
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

// INVALID_ARGUMENT "NodeDef missing attr ..." when an attribute without a
// default is absent, though the inputs may determine it: for nodes from files,
// which say all of them.
absl::Status RequireAttrs(const NodeSpec& spec);

// INVALID_ARGUMENT when `got` may not be input `index` of the node of that
// name: another dtype, or no reference where one is needed.
absl::Status CheckInput(absl::string_view node_name, int index, const Edge& got,
                        PortType expected);

// Completes spec.attrs (types and counts that the inputs determine, defaults)
// and gives the types of inputs and outputs. INVALID_ARGUMENT in TensorFlow's
// words when attributes or inputs do not fit.
absl::StatusOr<NodeSignature> ResolveSignature(NodeSpec& spec);

}  // namespace thalweg
