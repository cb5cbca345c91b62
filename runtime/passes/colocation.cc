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
  int size() const { return static_cast<int>(parent_.size()); }
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
  Grouper(const Graph& graph, const Graph* whole)
      : graph_(graph),
        whole_(whole),
        sets_(graph.num_node_ids() +
              (whole == nullptr ? 0 : whole->num_node_ids())) {}

  Colocation Run() {
    Join(graph_, /*first=*/0);
    if (whole_ != nullptr) {
      Join(*whole_, FirstOfWhole());
      JoinNamesakes();
    }
    Colocation result = Number();
    if (whole_ != nullptr) Extend(result);
    return result;
  }

 private:
  // Elements of sets_: the ids of the graph, then those of the whole graph,
  // then names that neither has.
  int FirstOfWhole() const { return graph_.num_node_ids(); }

  void Join(const Graph& graph, int first) {
    for (const auto& node : graph.nodes()) {
      if (!node) continue;
      JoinClasses(*node, first);
      for (int i = 0; i < node->num_inputs(); ++i) {
        if (StaysWithProducer(*node, i)) {
          sets_.Join(first + node->id(), first + node->input(i).node->id());
        }
      }
    }
  }

  void JoinClasses(const Node& node, int first) {
    const auto* classes = node.attrs().Get<std::vector<std::string>>("_class");
    if (classes == nullptr) return;
    for (absl::string_view name : *classes) {
      if (absl::ConsumePrefix(&name, "loc:@")) {
        sets_.Join(first + node.id(), ElementOf(name));
      }
    }
  }

  // Nodes that were to be with one that this run does not need still are with
  // each other.
  int ElementOf(absl::string_view name) {
    if (const Node* node = graph_.FindNode(name)) return node->id();
    if (whole_ != nullptr) {
      if (const Node* node = whole_->FindNode(name)) {
        return FirstOfWhole() + node->id();
      }
    }
    auto [found, inserted] = absent_.try_emplace(name, 0);
    if (inserted) found->second = sets_.Add();
    return found->second;
  }

  void JoinNamesakes() {
    namesake_.resize(graph_.num_node_ids(), nullptr);
    for (const auto& node : graph_.nodes()) {
      if (!node) continue;
      const Node* namesake = whole_->FindNode(node->name());
      namesake_[node->id()] = namesake;
      if (namesake == nullptr) continue;
      sets_.Join(node->id(), FirstOfWhole() + namesake->id());
    }
  }

  Colocation Number() {
    Colocation result;
    result.group_of.assign(graph_.num_node_ids(), -1);
    group_of_set_.assign(sets_.size(), -1);
    for (const auto& node : graph_.nodes()) {
      if (!node) continue;
      int& group = group_of_set_[sets_.Find(node->id())];
      if (group == -1) group = result.num_groups++;
      result.group_of[node->id()] = group;
    }
    return result;
  }

  void Extend(Colocation& result) {
    std::vector<bool> in_step(whole_->num_node_ids(), false);
    for (const Node* namesake : namesake_) {
      if (namesake != nullptr) in_step[namesake->id()] = true;
    }
    auto group_of = [&](const Node& node) {
      return group_of_set_[sets_.Find(FirstOfWhole() + node.id())];
    };
    for (const auto& node : whole_->nodes()) {
      if (node && !in_step[node->id()] && group_of(*node) >= 0) {
        result.extended[group_of(*node)] = {};
      }
    }
    if (result.extended.empty()) return;
    auto add = [&](const Node& node, int group) {
      auto found = result.extended.find(group);
      if (found != result.extended.end()) found->second.push_back(&node);
    };
    for (const auto& node : whole_->nodes()) {
      if (node) add(*node, group_of(*node));
    }
    for (const auto& node : graph_.nodes()) {
      if (node && namesake_[node->id()] == nullptr) {
        add(*node, result.group_of[node->id()]);
      }
    }
  }

  const Graph& graph_;
  const Graph* const whole_;  // May be null.
  DisjointSets sets_;
  absl::flat_hash_map<std::string, int> absent_;
  std::vector<const Node*> namesake_;  // By id in the graph, in the whole.
  std::vector<int> group_of_set_;      // By the set's element.
};

}  // namespace

Colocation FindColocation(const Graph& graph, const Graph* whole) {
  return Grouper(graph, whole).Run();
}

}  // namespace thalweg
