// Output and Operation: what op wrappers return and users hold.
#pragma once

#include <string>

#include "thalweg/graph/graph.h"

namespace thalweg {

// One output of an operation: a tensor to be, cheap to copy. Keeps its graph
// alive. Invalid (false) when the graph had an error; ops on an invalid
// output give invalid outputs.
class Output {
 public:
  Output() = default;
  Output(Graph graph, Node* node, int index)
      : graph_(std::move(graph)), node_(node), index_(index) {}

  explicit operator bool() const { return node_ != nullptr; }
  const Graph& graph() const { return graph_; }
  // Null when invalid.
  Node* node() const { return node_; }
  int index() const { return index_; }
  Edge edge() const { return {node_, index_}; }

  // kInvalid when invalid.
  DType dtype() const;
  // What is known while building; Shape::Unknown() when invalid.
  Shape shape() const;
  // "layer1/MatMul:0"; "" when invalid.
  std::string name() const;
  // Renames the operation (under the current name scope) and returns *this.
  // A name in use is an error of the graph.
  Output Named(Text name) const;
  Operation operation() const;

  friend bool operator==(const Output& a, const Output& b) {
    return a.node_ == b.node_ && a.index_ == b.index_;
  }

 private:
  Graph graph_{std::shared_ptr<GraphState>()};
  Node* node_ = nullptr;
  int index_ = 0;
};

// A node as users know it: a target to run, or the source of outputs.
class Operation {
 public:
  Operation() = default;
  Operation(Graph graph, Node* node) : graph_(std::move(graph)), node_(node) {}
  Operation(const Output& output)
      : graph_(output.graph()), node_(output.node()) {}

  explicit operator bool() const { return node_ != nullptr; }
  const Graph& graph() const { return graph_; }
  Node* node() const { return node_; }
  // 0 when invalid.
  int num_outputs() const;
  // Invalid when this is, or i is out of range.
  Output output(int i) const;
  Output operator[](int i) const { return output(i); }
  // Output 0.
  operator Output() const { return output(0); }
  std::string name() const;
  Operation Named(Text name) const;

 private:
  Graph graph_{std::shared_ptr<GraphState>()};
  Node* node_ = nullptr;
};

}  // namespace thalweg
