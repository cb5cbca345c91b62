#include "thalweg/ops/gradient_paths.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_join.h"

namespace thalweg {
namespace {

bool CarriesGradient(const Edge& edge) {
  constexpr DTypeSet kCarriers =
      kFloating | kComplex | DTypeSet{kResource, kVariant};
  return edge && kCarriers.contains(edge.dtype());
}

bool PassesGradient(const Node* node) {
  return !node->Is(Trait::kStopsGradient) &&
         node->op().not_differentiable().empty();
}

}  // namespace

GradientPaths::GradientPaths(const Graph& graph, std::vector<Edge> ys,
                             const std::vector<Edge>& xs)
    : ys_(std::move(ys)), reaches_x_(graph.num_node_ids()) {
  for (const Edge& x : xs) {
    if (CarriesGradient(x)) xs_.insert(x);
  }
  for (Node* node : TopologicalOrder(graph.num_node_ids())) {
    bool reaches = false;
    if (PassesGradient(node)) {
      for (const Edge& input : node->inputs()) {
        reaches = reaches || (CarriesGradient(input) && Needs(input));
      }
    }
    reaches_x_[node->id()] = reaches;
    bool needed = reaches;
    for (int i = 0; i < node->num_outputs(); ++i) {
      needed = needed || IsX(node->output(i));
    }
    if (needed) nodes_.push_back(node);
  }
  std::reverse(nodes_.begin(), nodes_.end());
}

// The nodes that the ys depend on, each after those that it depends on.
std::vector<Node*> GradientPaths::TopologicalOrder(int num_ids) const {
  struct Visit {
    Node* node;
    int next_input;
  };
  std::vector<Node*> order;
  std::vector<bool> seen(num_ids);
  std::vector<Visit> stack;
  auto enter = [&](const Edge& edge) {
    if (!CarriesGradient(edge) || seen[edge.node->id()]) return;
    seen[edge.node->id()] = true;
    stack.push_back({edge.node, 0});
  };
  for (const Edge& y : ys_) {
    enter(y);
    while (!stack.empty()) {
      Visit& visit = stack.back();
      if (PassesGradient(visit.node) &&
          visit.next_input < visit.node->num_inputs()) {
        enter(visit.node->input(visit.next_input++));
      } else {
        order.push_back(visit.node);
        stack.pop_back();
      }
    }
  }
  return order;
}

// From a y's node to `node`, both included.
std::vector<const Node*> GradientPaths::PathFromY(const Node* node) const {
  // consumer_of[n]: the first node met on the way from a y that consumes n.
  absl::flat_hash_map<const Node*, const Node*> consumer_of;
  for (const Edge& y : ys_) consumer_of.try_emplace(y.node, nullptr);
  for (const Node* consumer : nodes_) {
    if (!consumer_of.contains(consumer) || !PassesGradient(consumer)) continue;
    for (const Edge& input : consumer->inputs()) {
      if (CarriesGradient(input)) {
        consumer_of.try_emplace(input.node, consumer);
      }
    }
  }
  std::vector<const Node*> path;
  while (node != nullptr) {
    path.push_back(node);
    auto found = consumer_of.find(node);
    node = found == consumer_of.end() ? nullptr : found->second;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

std::string GradientPaths::PathThrough(const Node* node) const {
  std::vector<const Node*> path = PathFromY(node);
  while (ReachesX(path.back())) {
    const auto inputs = path.back()->inputs();
    const auto next =
        std::find_if(inputs.begin(), inputs.end(), [&](const Edge& input) {
          return CarriesGradient(input) && Needs(input);
        });
    path.push_back(next->node);
    if (IsX(*next)) break;
  }
  std::vector<std::string> names;
  for (const Node* each : path) names.push_back(each->name());
  // Both ends of a long one tell enough.
  constexpr size_t kShown = 16;
  if (names.size() > kShown) {
    names.erase(names.begin() + kShown / 2, names.end() - kShown / 2);
    names.insert(names.begin() + kShown / 2, "...");
  }
  return absl::StrJoin(names, " <- ");
}

}  // namespace thalweg
