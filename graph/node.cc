#include "thalweg/graph/node.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/arg_count.h"

namespace thalweg {

std::string Edge::ToString() const {
  return absl::StrCat(node->name(), ":", index);
}

bool PartialValue::IsKnown() const {
  return !absl::c_linear_search(elements, kUnknown);
}

bool Node::input_is_ref(int i) const {
  int next = 0;
  for (const ArgSpec& arg : op_->inputs()) {
    next += ArgCount(arg, attrs());
    if (i < next) return arg.is_ref;
  }
  return false;
}

std::string Node::Describe() const {
  const std::string location = location_.ToString();
  return absl::StrCat(
      op_->name(), " '", name_, "'",
      location.empty() ? "" : absl::StrCat(" (", location, ")"));
}

void Node::CopyAllButEdges(const Node& from) {
  location_ = from.location_;
  op_ = from.op_;
  name_ = from.name_;
  settings_ = from.settings_;
  for (const OutputInfo& info : from.outputs_) {
    outputs_.push_back({info.dtype, info.is_ref, info.shape, nullptr});
    if (info.value) {
      outputs_.back().value = std::make_unique<PartialValue>(*info.value);
    }
  }
}

}  // namespace thalweg
