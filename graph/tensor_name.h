// How nodes and tensors are spelled in files: "node", "node:1", "^node".
#pragma once

#include "absl/strings/string_view.h"

namespace thalweg {

struct TensorName {
  static constexpr int kControl = -1;
  absl::string_view node;
  int output = 0;  // kControl for "^node".
};

// Splits a tensor name. A name with something after a colon that is no number
// as "0" or "12" is one that no node can have.
TensorName ParseTensorName(absl::string_view name);

// [A-Za-z0-9.][A-Za-z0-9_.\-/]*, and further such pieces, each after a '>'.
// Names that start with '_' are the engine's own and never come from a file.
bool IsValidNodeName(absl::string_view name);

}  // namespace thalweg
