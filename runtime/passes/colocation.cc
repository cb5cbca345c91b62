#include "thalweg/runtime/passes/colocation.h"

#include <numeric>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace thalweg {
namespace {

// Union-find by size, with path halving.
class DisjointSets {
 public:
  explicit DisjointSets(int count) : parent_(count), size_(count, 1) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  int Add() {
    parent_.push_back(static_cast<int>(parent_.size()));
    size_.push_back(1);
    return parent_.back();
  }
  int Find(int element) {
    while (parent_[element] != element) {
      parent_[element] = parent_[parent_[element]];
      element = parent_[element];
    }
    return element;
  }
  void Join(int a, int b) {
    a = Find(a);
    b = Find(b);
    if (a == b) return;
    if (size_[a] < size_[b]) std::swap(a, b);
    parent_[b] = a;
    size_[a] += size_[b];
  }

 private:
  std::vector<int> parent_;
  std::vector<int> size_;
};

bool IsCallers(const Node& node) {
  return node.Is(Trait::kFeed) || node.Is(Trait::kFetch);
}

// True when input i works on what lies at its producer, not on a value.
bool StaysWithProducer(const Node& node, int i) {
  const Edge& edge = node.input(i);
  if (!edge || IsCallers(node) || IsCallers(*edge.node)) return false;
  if (edge.node->output_is_ref(edge.index)) {
    return node.Is(Trait::kReadReference) || node.input_is_ref(i);
  }
  return edge.dtype() == kResource;
}

class Grouper {
 public:
  explicit Grouper(const Graph& graph)
      : graph_(graph), sets_(graph.num_node_ids()) {}

  Colocation Run() {
    for (const auto& node : graph_.nodes()) {
      if (!node) continue;
      JoinClasses(*node);
      for (int i = 0; i < node->num_inputs(); ++i) {
        if (StaysWithProducer(*node, i)) {
          sets_.Join(node->id(), node->input(i).node->id());
        }
      }
    }
    return Number();
  }

 private:
  void JoinClasses(const Node& node) {
    const auto* classes = node.attrs().Get<std::vector<std::string>>("_class");
    if (classes == nullptr) return;
    for (absl::string_view name : *classes) {
      if (absl::ConsumePrefix(&name, "loc:@")) {
        sets_.Join(node.id(), ElementOf(name));
      }
    }
  }

  // Nodes that were to be with one that this run does not need still are with
  // each other.
  int ElementOf(absl::string_view name) {
    if (const Node* node = graph_.FindNode(name)) return node->id();
    auto [found, inserted] = absent_.try_emplace(name, 0);
    if (inserted) found->second = sets_.Add();
    return found->second;
  }

  Colocation Number() {
    Colocation result;
    result.group_of.assign(graph_.num_node_ids(), -1);
    std::vector<int> number(graph_.num_node_ids() + absent_.size(), -1);
    for (const auto& node : graph_.nodes()) {
      if (!node) continue;
      int& group = number[sets_.Find(node->id())];
      if (group == -1) group = result.num_groups++;
      result.group_of[node->id()] = group;
    }
    return result;
  }

  const Graph& graph_;
  DisjointSets sets_;
  absl::flat_hash_map<std::string, int> absent_;
};

}  // namespace

Colocation FindColocation(const Graph& graph) { return Grouper(graph).Run(); }

}  // namespace thalweg
