#include "thalweg/graph/traverse.h"

#include <functional>
#include <queue>

#include "thalweg/graph/topology.h"

namespace thalweg {
namespace {

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

// Names a cycle of a graph that has one.
absl::Status FindCycle(const Graph& graph) {
  Dependencies dependencies;
  for (const auto& node : graph.nodes()) {
    dependencies.Next();
    if (!node) continue;
    for (const Edge& edge : node->inputs()) {
      if (edge && !IsBackEdge(*edge.node, *node)) {
        dependencies.Add(edge.node->id());
      }
    }
    for (Node* control : node->control_inputs()) {
      dependencies.Add(control->id());
    }
  }
  return CycleError(OrderTopologically(dependencies).cycle, [&](int id) {
    return absl::string_view(graph.nodes()[id]->name());
  });
}

// The nodes given and all that can be reached from them: `for_each_neighbour`
// calls its second argument for each neighbour of the first.
template <class ForEachNeighbour>
std::vector<bool> Reachable(const Graph& graph, absl::Span<Node* const> roots,
                            ForEachNeighbour for_each_neighbour) {
  std::vector<bool> reached(graph.num_node_ids(), false);
  std::vector<Node*> pending;
  auto reach = [&](Node* node) {
    if (node == nullptr || reached[node->id()]) return;
    reached[node->id()] = true;
    pending.push_back(node);
  };
  for (Node* root : roots) reach(root);
  while (!pending.empty()) {
    Node* node = pending.back();
    pending.pop_back();
    for_each_neighbour(node, reach);
  }
  return reached;
}

}  // namespace

bool IsBackEdge(const Node& producer, const Node& consumer) {
  return producer.Is(Trait::kNextIteration) && consumer.Is(Trait::kMerge);
}

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
    return FindCycle(graph);
  }
  return order;
}

std::vector<bool> ReachableBackward(const Graph& graph,
                                    absl::Span<Node* const> roots) {
  return Reachable(graph, roots, [](Node* node, auto& reach) {
    for (const Edge& edge : node->inputs()) reach(edge.node);
    for (Node* control : node->control_inputs()) reach(control);
  });
}

std::vector<bool> ReachableForward(const Graph& graph,
                                   absl::Span<Node* const> roots) {
  return Reachable(graph, roots, [](Node* node, auto& reach) {
    for (const Consumer& consumer : node->consumers()) reach(consumer.node);
    for (Node* consumer : node->control_consumers()) reach(consumer);
  });
}

}  // namespace thalweg
