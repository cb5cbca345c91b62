// A node's attributes, input and output types, completed and checked against
// its op's schema.
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

// Adds to spec.attrs types and counts that the inputs determine, and defaults.
// INVALID_ARGUMENT when one is missing still.
absl::Status CompleteAttrs(NodeSpec& spec);

// The types of inputs and outputs, which attributes alone determine.
// REQUIRES: they are complete. INVALID_ARGUMENT in TensorFlow's words when they
// do not fit the schema.
absl::StatusOr<NodeSignature> ResolveSignature(const NodeSpec& spec);

// INVALID_ARGUMENT when the inputs are not of the signature's number and types.
absl::Status CheckInputs(const NodeSpec& spec, const NodeSignature& signature);

}  // namespace thalweg
