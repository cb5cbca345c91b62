#include "thalweg/graph/traverse.h"

#include <functional>
#include <queue>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thalweg {
namespace {

// More names than this make no message clearer.
constexpr size_t kMaxNames = 10;

bool IsBackEdge(const Node& from, const Node& to) {
  return from.Is(Trait::kNextIteration) && to.Is(Trait::kMerge);
}

std::vector<int> CountInputs(const Graph& graph) {
  std::vector<int> pending(graph.num_node_ids(), 0);
  for (const auto& node : graph.nodes()) {
    if (!node) continue;
    int count = static_cast<int>(node->control_inputs().size());
    for (const Edge& edge : node->inputs()) {
      if (edge && !IsBackEdge(*edge.node, *node)) ++count;
    }
    pending[node->id()] = count;
  }
  return pending;
}

absl::Status CycleError(const Graph& graph, const std::vector<int>& pending) {
  size_t count = 0;
  std::vector<absl::string_view> names;
  for (const auto& node : graph.nodes()) {
    if (!node || pending[node->id()] <= 0) continue;
    ++count;
    if (names.size() < kMaxNames) names.push_back(node->name());
  }
  return absl::InvalidArgumentError(
      absl::StrCat(count, " nodes in a cycle: ", absl::StrJoin(names, ", "),
                   count > names.size() ? ", ..." : ""));
}

}  // namespace

absl::StatusOr<std::vector<Node*>> TopologicalOrder(const Graph& graph) {
  std::vector<int> pending = CountInputs(graph);
  std::priority_queue<int, std::vector<int>, std::greater<int>> ready;
  for (const auto& node : graph.nodes()) {
    if (node && pending[node->id()] == 0) ready.push(node->id());
  }
  std::vector<Node*> order;
  order.reserve(graph.num_nodes());
  auto arrive = [&](Node* node) {
    if (--pending[node->id()] == 0) ready.push(node->id());
  };
  while (!ready.empty()) {
    Node* node = graph.nodes()[ready.top()].get();
    ready.pop();
    order.push_back(node);
    for (const Consumer& consumer : node->consumers()) {
      if (!IsBackEdge(*node, *consumer.node)) arrive(consumer.node);
    }
    for (Node* consumer : node->control_consumers()) arrive(consumer);
  }
  if (order.size() != static_cast<size_t>(graph.num_nodes())) {
    return CycleError(graph, pending);
  }
  return order;
}

std::vector<bool> ReachableBackward(const Graph& graph,
                                    absl::Span<Node* const> roots) {
  std::vector<bool> reached(graph.num_node_ids(), false);
  std::vector<Node*> stack;
  auto reach = [&](Node* node) {
    if (node == nullptr || reached[node->id()]) return;
    reached[node->id()] = true;
    stack.push_back(node);
  };
  for (Node* root : roots) reach(root);
  while (!stack.empty()) {
    Node* node = stack.back();
    stack.pop_back();
    for (const Edge& edge : node->inputs()) reach(edge.node);
    for (Node* control : node->control_inputs()) reach(control);
  }
  return reached;
}

}  // namespace thalweg
