// AllOpDocs: what the headers of ops/ say, as tools/op_docs extracts it.
#pragma once

#include <map>
#include <string>

namespace thalweg::command {

struct OpDocs {
  std::string text;     // The comment: formula, shapes, gradient, errors.
  std::string wrapper;  // "Output Softmax(Input logits);"
  std::string header;   // "ops/nn/softmax.h"
};

// By op.
const std::map<std::string, OpDocs>& AllOpDocs();

}  // namespace thalweg::command
