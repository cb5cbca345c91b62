#include "thalweg/graph/output.h"

namespace thalweg {
namespace {

void Rename(Graph graph, Node* node, Text name) {
  if (node == nullptr) return;
  absl::Status status = graph.RenameNode(node, name);
  if (!status.ok()) graph.Fail(status);
}

}  // namespace

DType Output::dtype() const {
  return node_ == nullptr ? DType::kInvalid : node_->output_dtype(index_);
}

Shape Output::shape() const {
  return node_ == nullptr ? Shape::Unknown() : node_->output_shape(index_);
}

std::string Output::name() const {
  return node_ == nullptr ? "" : edge().ToString();
}

Output Output::Named(Text name) const {
  Rename(graph_, node_, name);
  return *this;
}

Operation Output::operation() const { return Operation(*this); }

int Operation::num_outputs() const {
  return node_ == nullptr ? 0 : node_->num_outputs();
}

Output Operation::output(int i) const {
  if (node_ == nullptr || i < 0 || i >= node_->num_outputs()) {
    return Output(graph_, nullptr, 0);
  }
  return Output(graph_, node_, i);
}

std::string Operation::name() const {
  return node_ == nullptr ? "" : node_->name();
}

Operation Operation::Named(Text name) const {
  Rename(graph_, node_, name);
  return *this;
}

}  // namespace thalweg
