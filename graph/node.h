// Node: an op's occurrence in a graph. Users hold Outputs and Operations;
// passes, importers and gradients work on nodes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "thalweg/graph/attr.h"
#include "thalweg/graph/location.h"
#include "thalweg/graph/op_schema.h"
#include "thalweg/graph/shape.h"

namespace thalweg {

class Node;

// One output of a node, as seen by who consumes it.
struct Edge {
  Node* node = nullptr;
  int index = 0;

  explicit operator bool() const { return node != nullptr; }
  DType dtype() const;
  const Shape& shape() const;
  // "node:1".
  std::string ToString() const;

  friend bool operator==(const Edge&, const Edge&) = default;
  template <class H>
  friend H AbslHashValue(H h, const Edge& edge) {
    return H::combine(std::move(h), edge.node, edge.index);
  }
};

// The inputs of a node: two are most often enough.
using EdgeList = absl::InlinedVector<Edge, 2>;

// A place where an output goes: input `index` of `node`.
struct Consumer {
  Node* node = nullptr;
  int index = 0;
  int output = 0;  // Which output of the producer.
};

// The elements of a small integer tensor as far as they are known
// (PartialValue::kUnknown where not); its shape is the output's.
struct PartialValue {
  static constexpr int64_t kUnknown = INT64_MIN;
  // Larger tensors are not followed.
  static constexpr int kMaxElements = 1024;
  std::vector<int64_t> elements;

  bool IsKnown() const;
};

// Belongs to its graph, which alone changes it; its address stays.
class Node {
 public:
  // Dense numbers in order of creation; a removed node's is not used again.
  int id() const { return id_; }
  const std::string& name() const { return name_; }
  const OpSchema& op() const { return *op_; }
  bool Is(Trait trait) const { return op_->Is(trait); }
  const AttrMap& attrs() const { return settings_->attrs; }
  template <class Attrs>
  absl::StatusOr<Attrs> ReadAttrs() const {
    return thalweg::ReadAttrs<Attrs>(attrs());
  }

  int num_inputs() const { return static_cast<int>(inputs_.size()); }
  // edge.node is null only for a loop's back edge that is not closed yet.
  const Edge& input(int i) const { return inputs_[i]; }
  absl::Span<const Edge> inputs() const { return inputs_; }
  absl::Span<Node* const> control_inputs() const {
    return controls_ ? controls_->inputs : absl::Span<Node* const>();
  }
  // True when input i takes a reference (is not dereferenced).
  bool input_is_ref(int i) const;

  int num_outputs() const { return static_cast<int>(outputs_.size()); }
  Edge output(int i) { return {this, i}; }
  DType output_dtype(int i) const { return outputs_[i].dtype; }
  bool output_is_ref(int i) const { return outputs_[i].is_ref; }
  const Shape& output_shape(int i) const { return outputs_[i].shape; }
  // Null when nothing is known.
  const PartialValue* output_value(int i) const {
    return outputs_[i].value.get();
  }

  // In no particular order.
  absl::Span<const Consumer> consumers() const { return consumers_; }
  absl::Span<Node* const> control_consumers() const {
    return controls_ ? controls_->consumers : absl::Span<Node* const>();
  }

  // The requested device, as the user spelled it; "" for any.
  const std::string& device() const { return settings_->device; }
  const Location& location() const { return location_; }

  // "MatMul 'layer1/MatMul' (train.cc:41)": how messages name it.
  std::string Describe() const;

 private:
  friend class Graph;
  friend struct GraphState;
  friend class ShapeContext;

  struct OutputInfo {
    DType dtype = DType::kInvalid;
    bool is_ref = false;
    Shape shape = Shape::Unknown();
    std::unique_ptr<PartialValue> value;
  };

  // What many nodes of an op have in common, and then share.
  struct Settings {
    AttrMap attrs;
    std::string device;
  };

  struct ControlEdges {
    std::vector<Node*> inputs;
    std::vector<Node*> consumers;
  };
  ControlEdges& controls() {
    if (!controls_) controls_ = std::make_unique<ControlEdges>();
    return *controls_;
  }

  // All but the id, which is the graph's to give, and the edges.
  void CopyAllButEdges(const Node& from);

  int id_ = 0;
  Location location_;
  const OpSchema* op_ = nullptr;
  std::string name_;
  std::shared_ptr<const Settings> settings_;
  EdgeList inputs_;
  absl::InlinedVector<OutputInfo, 1> outputs_;
  absl::InlinedVector<Consumer, 2> consumers_;
  std::unique_ptr<ControlEdges> controls_;  // Null when there never was one.
};

inline DType Edge::dtype() const { return node->output_dtype(index); }
inline const Shape& Edge::shape() const { return node->output_shape(index); }

}  // namespace thalweg
