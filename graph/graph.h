// Graph: nodes and edges under construction; the value that sessions take.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "thalweg/graph/node.h"
#include "thalweg/graph/text.h"

namespace thalweg {

class FunctionDefLibrary;  // proto/function.proto
class Graph;
class Operation;
class Output;
struct GraphState;

// The version of GraphDef that graphs built here claim: TensorFlow 2.21's.
inline constexpr int kGraphDefVersion = 2474;

struct GraphVersions {
  int producer = kGraphDefVersion;
  int min_consumer = 0;
  std::vector<int> bad_consumers;
};

// What a new node is made of. `attrs` that inputs determine and defaults may
// be left out.
struct NodeSpec {
  std::string name;
  const OpSchema* op = nullptr;
  EdgeList inputs;
  std::vector<Node*> control_inputs;
  AttrMap attrs;
  std::string device;
  Location location;
};

// A variable as the wrappers and optimizers know it.
struct VariableInfo {
  Node* variable = nullptr;     // VariableV2 or VarHandleOp.
  Node* value = nullptr;        // Reads it: what the Output of Variable() is.
  Node* initializer = nullptr;  // Assigns the initial value.
  bool trainable = true;
};

// Undoes a WithName, WithDevice, ... when it goes out of scope.
class [[nodiscard]] ScopeGuard {
 public:
  explicit ScopeGuard(std::function<void()> undo) : undo_(std::move(undo)) {}
  ScopeGuard(ScopeGuard&& other) noexcept
      : undo_(std::exchange(other.undo_, nullptr)) {}
  ScopeGuard& operator=(ScopeGuard&&) = delete;
  ~ScopeGuard() {
    if (undo_) undo_();
  }

 private:
  std::function<void()> undo_;
};

// A handle to shared state: copies are the same graph, Clone() is another.
//
//   tw::Graph graph;
//   auto x = tw::Placeholder(graph, tw::kFloat, {-1, 3}).Named("x");
//   auto y = tw::Relu(x * 2 + 1);
//   if (!graph.status().ok()) ...        // first mistake, with the user's line
//
// Thread-safety: none; build a graph in one thread at a time. Sessions take
// snapshots, so running is independent of building.
class Graph {
 public:
  Graph();
  explicit Graph(std::shared_ptr<GraphState> state)
      : state_(std::move(state)) {}

  // A deep copy: same names, ids in the same order, own nodes.
  Graph Clone() const;
  // Adds copies of the nodes that `grown` got since this was its Clone(); ids
  // stay the same.
  void CopyNewNodes(const Graph& grown);

  // The first mistake made while building, naming op and line; OK if none.
  absl::Status status() const;
  // Keeps `status` if it is the first error.
  void Fail(absl::Status status);

  // Scopes, as in TensorFlow: in effect until the guard goes.
  // Names of new nodes start with "name/" (made unique). "layer1/" enters that
  // scope as it is, whatever the enclosing one; "/" leaves all scopes.
  ScopeGuard WithName(Text name);
  // Requested device of new nodes, merged with the enclosing scope's:
  // "/device:CPU:1", "/cpu:0", "/job:worker/task:1".
  ScopeGuard WithDevice(Text device);
  // New nodes run after these.
  ScopeGuard WithControlDependencies(std::vector<Operation> operations);
  // New nodes go to the device of this one.
  ScopeGuard WithColocation(const Operation& operation);

  // An operation that runs the initializers of all variables made so far with
  // Variable() and the optimizers. Calling it again makes another.
  Operation Initializer();
  const std::vector<VariableInfo>& variables() const;
  void AddVariable(VariableInfo info);

  // By name: "layer1/MatMul"; null when absent.
  Node* FindNode(Text name) const;
  // By tensor name: "layer1/MatMul:0", ":0" may be left out. NOT_FOUND,
  // OUT_OF_RANGE or INVALID_ARGUMENT otherwise.
  absl::StatusOr<Output> FindOutput(Text tensor_name) const;
  absl::StatusOr<Operation> FindOperation(Text name) const;

  // ---- Below: for importers, passes and gradients. ----

  // Adds a node after checking inputs and attributes against the schema;
  // infers its shapes. The name must be free and valid; an input with a null
  // node is allowed for kMerge ops (a back edge that SetInput closes).
  // INVALID_ARGUMENT or ALREADY_EXISTS, naming op, node, expected and got.
  absl::StatusOr<Node*> AddNode(NodeSpec spec);
  // Room for so many more nodes.
  void Reserve(int num_nodes);
  // A copy of `from`, a node of any graph, with these inputs, its shapes and
  // attributes as they are; nothing is checked. REQUIRES: its name is free.
  Node* CopyNode(const Node& from, EdgeList inputs,
                 const std::vector<Node*>& control_inputs);
  // A free name: `base`, or base_1, base_2, ...
  std::string UniqueName(absl::string_view base);
  // `name` under the current name scope, made unique.
  std::string ScopedName(absl::string_view name);
  // Device, control inputs and colocation of the current scopes, added to
  // `spec` (whose name is set already).
  void ApplyScopes(NodeSpec& spec) const;
  absl::Status RenameNode(Node* node, Text name);

  // Nodes in order of creation; removed ones leave null.
  const std::vector<std::unique_ptr<Node>>& nodes() const;
  int num_nodes() const;
  int num_node_ids() const;
  // Counts changes, so that plans know when they are out of date.
  uint64_t version() const;

  // Rewrites. The new edge has the input's dtype; shapes downstream are not
  // inferred again.
  void SetInput(Node* node, int index, Edge edge);
  // All consumers of `from` take `to` instead.
  void ReplaceUses(Edge from, Edge to);
  void AddControlEdge(Node* from, Node* to);
  void RemoveControlEdge(Node* from, Node* to);
  // Consumers' control edges from `from` come from `to` instead.
  void MoveControlConsumers(Node* from, Node* to);
  void SetDevice(Node* node, std::string device);
  void SetAttr(Node* node, absl::string_view name, thalweg::Attr value);
  void SetShape(Edge edge, Shape shape);
  // REQUIRES: no consumers, data or control.
  void RemoveNode(Node* node);
  // Removes all nodes but those of these ids, of which none depends on a
  // node that goes.
  void KeepOnly(const std::vector<bool>& ids);
  // Infers the node's output shapes and values from its inputs as they are
  // now.
  absl::Status InferShapes(Node* node);

  GraphVersions& versions();
  const GraphVersions& versions() const;
  // The function library as imported; may be null.
  std::shared_ptr<const FunctionDefLibrary> library() const;
  void set_library(std::shared_ptr<const FunctionDefLibrary> library);

  friend bool operator==(const Graph& a, const Graph& b) {
    return a.state_ == b.state_;
  }
  const std::shared_ptr<GraphState>& state() const { return state_; }

 private:
  // Enters a node whose inputs are set.
  void Connect(std::unique_ptr<Node> node,
               const std::vector<Node*>& control_inputs);
  // The node of this graph with the id of `other`, a node of the graph that
  // this is a copy of; null for null.
  Node* NodeLike(const Node* other) const;
  // Gives the copy `node` the edges of `from`; those from nodes with ids below
  // `first`, which are older, are entered there too.
  void CopyEdges(const Node& from, Node& node, int first);

  std::shared_ptr<GraphState> state_;
};

}  // namespace thalweg
