#include "thalweg/graph/graph.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/graph_state.h"
#include "thalweg/graph/node_signature.h"
#include "thalweg/graph/output.h"
#include "thalweg/graph/shape_context.h"
#include "thalweg/graph/status_macros.h"

namespace thalweg {
namespace {

// [A-Za-z0-9._][A-Za-z0-9_.\-/>]*: TensorFlow's rule, with the leading
// underscore of internal nodes.
bool IsValidName(absl::string_view name) {
  if (name.empty()) return false;
  if (!absl::ascii_isalnum(name[0]) && name[0] != '.' && name[0] != '_') {
    return false;
  }
  return absl::c_all_of(name, [](char c) {
    return absl::ascii_isalnum(c) || absl::StrContains("_.-/>", c);
  });
}

template <class Vector, class Predicate>
void EraseOne(Vector& vector, Predicate predicate) {
  auto it = absl::c_find_if(vector, predicate);
  if (it == vector.end()) return;
  *it = vector.back();
  vector.pop_back();
}

template <class Vector, class Predicate>
void EraseIf(Vector& vector, Predicate predicate) {
  vector.erase(std::remove_if(vector.begin(), vector.end(), predicate),
               vector.end());
}

absl::Status CheckName(const GraphState& state, absl::string_view name) {
  if (!IsValidName(name)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Node '", name, "': Node name contains invalid characters"));
  }
  if (state.by_name.contains(name)) {
    return absl::InvalidArgumentError(
        absl::StrCat("Node '", name, "' is not unique"));
  }
  return absl::OkStatus();
}

}  // namespace

Graph::Graph() : state_(std::make_shared<GraphState>()) {}

absl::Status Graph::status() const { return state_->status; }

void Graph::Fail(absl::Status status) { state_->status.Update(status); }

Graph Graph::Clone() const {
  Graph copy;
  copy.CopyNewNodes(*this);
  GraphState& to = *copy.state_;
  for (const VariableInfo& info : state_->variables) {
    to.variables.push_back({copy.NodeLike(info.variable),
                            copy.NodeLike(info.value),
                            copy.NodeLike(info.initializer), info.trainable});
  }
  to.scope_names = state_->scope_names;
  to.next_suffix = state_->next_suffix;
  to.status = state_->status;
  return copy;
}

void Graph::CopyNewNodes(const Graph& grown) {
  std::vector<std::unique_ptr<Node>>& nodes = state_->nodes;
  const int first = num_node_ids();
  state_->by_name.reserve(grown.num_nodes());
  nodes.resize(grown.nodes().size());
  for (int id = first; id < num_node_ids(); ++id) {
    const Node* from = grown.nodes()[id].get();
    if (from == nullptr) continue;
    nodes[id] = std::make_unique<Node>();
    nodes[id]->id_ = from->id_;
    nodes[id]->CopyAllButEdges(*from);
    // A node of that name here has another there.
    state_->by_name.erase(nodes[id]->name_);
    state_->by_name.insert(nodes[id].get());
    ++state_->num_live;
  }
  for (int id = first; id < num_node_ids(); ++id) {
    if (nodes[id]) CopyEdges(*grown.nodes()[id], *nodes[id], first);
  }
  state_->versions = grown.versions();
  state_->library = grown.library();
  state_->version = grown.version();
}

Node* Graph::NodeLike(const Node* other) const {
  return other == nullptr ? nullptr : state_->nodes[other->id_].get();
}

void Graph::CopyEdges(const Node& from, Node& node, int first) {
  for (int i = 0; i < from.num_inputs(); ++i) {
    const Edge edge = {NodeLike(from.inputs_[i].node), from.inputs_[i].index};
    node.inputs_.push_back(edge);
    if (edge && edge.node->id_ < first) {
      edge.node->consumers_.push_back({&node, i, edge.index});
    }
  }
  for (const Node* from_control : from.control_inputs()) {
    Node* control = NodeLike(from_control);
    node.controls().inputs.push_back(control);
    if (control->id_ < first) control->controls().consumers.push_back(&node);
  }
  for (const Consumer& consumer : from.consumers_) {
    node.consumers_.push_back(
        {NodeLike(consumer.node), consumer.index, consumer.output});
  }
  for (const Node* consumer : from.control_consumers()) {
    node.controls().consumers.push_back(NodeLike(consumer));
  }
}

const std::vector<VariableInfo>& Graph::variables() const {
  return state_->variables;
}

void Graph::AddVariable(VariableInfo info) {
  state_->variables.push_back(info);
}

Operation Graph::Initializer() {
  const OpSchema* group = OpRegistry::FindByTrait(Trait::kGroup);
  NodeSpec spec;
  spec.op = group;
  spec.name = ScopedName("init");
  for (const VariableInfo& info : state_->variables) {
    spec.control_inputs.push_back(info.initializer);
  }
  absl::StatusOr<Node*> node = AddNode(std::move(spec));
  if (!node.ok()) {
    Fail(node.status());
    return Operation(*this, nullptr);
  }
  return Operation(*this, *node);
}

Node* Graph::FindNode(Text name) const {
  auto it = state_->by_name.find(name.view());
  return it == state_->by_name.end() ? nullptr : *it;
}

absl::StatusOr<Operation> Graph::FindOperation(Text name) const {
  Node* node = FindNode(name);
  if (node == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("no operation '", name.view(), "' in the graph"));
  }
  return Operation(*this, node);
}

absl::StatusOr<Output> Graph::FindOutput(Text tensor_name) const {
  absl::string_view name = tensor_name.view();
  int index = 0;
  const size_t colon = name.rfind(':');
  if (colon != absl::string_view::npos) {
    if (!absl::SimpleAtoi(name.substr(colon + 1), &index) || index < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", name, "' is no tensor name: expected 'node:k'"));
    }
    name = name.substr(0, colon);
  }
  Node* node = FindNode(name);
  if (node == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("no operation '", name, "' in the graph"));
  }
  if (index >= node->num_outputs()) {
    return absl::OutOfRangeError(absl::StrCat(
        "Node '", name, "' (type: '", node->op().name(), "', num of outputs: ",
        node->num_outputs(), ") does not have output ", index));
  }
  return Output(*this, node, index);
}

absl::StatusOr<Node*> Graph::AddNode(NodeSpec spec) {
  RETURN_IF_ERROR(CheckName(*state_, spec.name));
  RETURN_IF_ERROR(CompleteAttrs(spec));
  GraphState::OpUse& use = state_->last_uses[spec.op];
  ASSIGN_OR_RETURN(std::shared_ptr<const Node::Settings> settings,
                   use.Next(spec));
  RETURN_IF_ERROR(CheckInputs(spec, use.signature));

  auto owned = std::make_unique<Node>();
  Node* node = owned.get();
  node->id_ = static_cast<int>(state_->nodes.size());
  node->location_ = spec.location;
  node->op_ = spec.op;
  node->name_ = std::move(spec.name);
  node->settings_ = std::move(settings);
  node->inputs_ = std::move(spec.inputs);
  node->outputs_.reserve(use.signature.outputs.size());
  for (PortType type : use.signature.outputs) {
    node->outputs_.push_back(
        {type.dtype, type.is_ref, Shape::Unknown(), nullptr});
  }
  // Inferred before the node is connected, so that a failure leaves no trace.
  RETURN_IF_ERROR(InferShapes(node));

  Connect(std::move(owned), spec.control_inputs);
  return node;
}

void Graph::Reserve(int num_nodes) {
  state_->nodes.reserve(state_->nodes.size() + num_nodes);
  state_->by_name.reserve(state_->by_name.size() + num_nodes);
}

Node* Graph::CopyNode(const Node& from, EdgeList inputs,
                      const std::vector<Node*>& control_inputs) {
  auto owned = std::make_unique<Node>();
  Node* node = owned.get();
  node->id_ = static_cast<int>(state_->nodes.size());
  node->CopyAllButEdges(from);
  node->inputs_ = std::move(inputs);
  Connect(std::move(owned), control_inputs);
  return node;
}

void Graph::Connect(std::unique_ptr<Node> owned,
                    const std::vector<Node*>& control_inputs) {
  Node* node = owned.get();
  for (int i = 0; i < node->num_inputs(); ++i) {
    const Edge& edge = node->inputs_[i];
    if (edge) edge.node->consumers_.push_back({node, i, edge.index});
  }
  state_->by_name.insert(node);
  state_->nodes.push_back(std::move(owned));
  ++state_->num_live;
  ++state_->version;
  // As AddControlEdge does, but without a search for each.
  absl::flat_hash_set<Node*> seen;
  for (Node* control : control_inputs) {
    if (control_inputs.size() > 1 && !seen.insert(control).second) continue;
    node->controls().inputs.push_back(control);
    control->controls().consumers.push_back(node);
  }
}

absl::Status Graph::InferShapes(Node* node) {
  for (Node::OutputInfo& output : node->outputs_) {
    output.shape = Shape::Unknown();
    output.value.reset();
  }
  ShapeContext context(node);
  for (ShapeFunction function :
       {node->op().shape_function(), node->op().value_function()}) {
    if (function == nullptr) continue;
    absl::Status status = function(context);
    if (!status.ok()) {
      return absl::Status(status.code(), absl::StrCat(node->Describe(), ": ",
                                                      status.message()));
    }
  }
  return absl::OkStatus();
}

absl::Status Graph::RenameNode(Node* node, Text name) {
  const std::string scoped = absl::StrCat(state_->scope.name, name.view());
  if (scoped == node->name_) return absl::OkStatus();
  RETURN_IF_ERROR(CheckName(*state_, scoped));
  state_->by_name.erase(node->name_);
  node->name_ = scoped;
  state_->by_name.insert(node);
  ++state_->version;
  return absl::OkStatus();
}

const std::vector<std::unique_ptr<Node>>& Graph::nodes() const {
  return state_->nodes;
}
int Graph::num_nodes() const { return state_->num_live; }
int Graph::num_node_ids() const {
  return static_cast<int>(state_->nodes.size());
}
uint64_t Graph::version() const { return state_->version; }

void Graph::SetInput(Node* node, int index, Edge edge) {
  const Edge old = node->inputs_[index];
  if (old) {
    EraseOne(old.node->consumers_, [&](const Consumer& consumer) {
      return consumer.node == node && consumer.index == index;
    });
  }
  node->inputs_[index] = edge;
  if (edge) edge.node->consumers_.push_back({node, index, edge.index});
  ++state_->version;
}

void Graph::ReplaceUses(Edge from, Edge to) {
  absl::InlinedVector<Consumer, 2> kept;
  for (const Consumer& consumer : from.node->consumers_) {
    if (consumer.output != from.index) {
      kept.push_back(consumer);
      continue;
    }
    consumer.node->inputs_[consumer.index] = to;
    if (to.node != from.node) {
      to.node->consumers_.push_back({consumer.node, consumer.index, to.index});
    } else {
      kept.push_back({consumer.node, consumer.index, to.index});
    }
  }
  from.node->consumers_ = std::move(kept);
  ++state_->version;
}

void Graph::AddControlEdge(Node* from, Node* to) {
  if (absl::c_linear_search(to->control_inputs(), from)) return;
  to->controls().inputs.push_back(from);
  from->controls().consumers.push_back(to);
  ++state_->version;
}

void Graph::RemoveControlEdge(Node* from, Node* to) {
  EraseOne(to->controls().inputs, [&](Node* node) { return node == from; });
  EraseOne(from->controls().consumers, [&](Node* node) { return node == to; });
  ++state_->version;
}

void Graph::MoveControlConsumers(Node* from, Node* to) {
  const auto consumers = std::exchange(from->controls().consumers, {});
  for (Node* consumer : consumers) {
    EraseOne(consumer->controls().inputs,
             [&](Node* node) { return node == from; });
    if (consumer != to) AddControlEdge(to, consumer);
  }
  ++state_->version;
}

void Graph::SetDevice(Node* node, std::string device) {
  auto settings = std::make_shared<Node::Settings>(*node->settings_);
  settings->device = std::move(device);
  node->settings_ = std::move(settings);
}

void Graph::SetAttr(Node* node, absl::string_view name, thalweg::Attr value) {
  auto settings = std::make_shared<Node::Settings>(*node->settings_);
  settings->attrs.Set(name, std::move(value));
  node->settings_ = std::move(settings);
  ++state_->version;
}

void Graph::SetShape(Edge edge, Shape shape) {
  edge.node->outputs_[edge.index].shape = std::move(shape);
}

void Graph::RemoveNode(Node* node) {
  for (int i = 0; i < node->num_inputs(); ++i) {
    if (node->inputs_[i]) SetInput(node, i, Edge());
  }
  while (!node->control_inputs().empty()) {
    RemoveControlEdge(node->control_inputs().back(), node);
  }
  state_->by_name.erase(node->name_);
  --state_->num_live;
  ++state_->version;
  state_->nodes[node->id_].reset();
}

void Graph::KeepOnly(const std::vector<bool>& ids) {
  for (const auto& node : state_->nodes) {
    if (!node || !ids[node->id_]) continue;
    EraseIf(node->consumers_,
            [&](const Consumer& consumer) { return !ids[consumer.node->id_]; });
    if (node->controls_) {
      EraseIf(node->controls_->consumers,
              [&](Node* consumer) { return !ids[consumer->id_]; });
    }
  }
  for (auto& node : state_->nodes) {
    if (!node || ids[node->id_]) continue;
    state_->by_name.erase(node.get());
    --state_->num_live;
    node.reset();
  }
  ++state_->version;
}

GraphVersions& Graph::versions() { return state_->versions; }
const GraphVersions& Graph::versions() const { return state_->versions; }
std::shared_ptr<const FunctionDefLibrary> Graph::library() const {
  return state_->library;
}
void Graph::set_library(std::shared_ptr<const FunctionDefLibrary> library) {
  state_->library = std::move(library);
}

}  // namespace thalweg
