#include "thalweg/runtime/passes/order.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

namespace thalweg {
namespace {

// Larger graphs keep the order they were built in: the greedy one looks at
// every ready node's inputs again and again.
constexpr int kMaxGreedyNodes = 20000;

int64_t BytesOf(const Node& node, int output) {
  const int64_t elements = node.output_shape(output).num_elements();
  const size_t size = DTypeSize(node.output_dtype(output));
  if (elements <= 0 || elements > INT64_MAX / 16) return 0;
  return elements * static_cast<int64_t>(size);
}

int64_t OutputBytes(const Node& node) {
  int64_t bytes = 0;
  for (int i = 0; i < node.num_outputs(); ++i) bytes += BytesOf(node, i);
  return bytes;
}

// Follows identities and references back to what made the handle; a chain of
// updates is walked once.
class Handles {
 public:
  const Node* Of(const Node& node) {
    std::vector<const Node*> path;
    const Node* at = &node;
    while (at->num_inputs() > 0 && !at->Is(Trait::kHandle)) {
      if (auto found = known_.find(at); found != known_.end()) {
        at = found->second;
        break;
      }
      path.push_back(at);
      at = at->input(0).node;
    }
    for (const Node* passed : path) known_[passed] = at;
    return at;
  }

 private:
  absl::flat_hash_map<const Node*, const Node*> known_;
};

// Counts, for each variable, the nodes still to come that use a value read
// from it.
class Readers {
 public:
  explicit Readers(const Graph& graph) {
    for (const auto& node : graph.nodes()) {
      if (!node || !IsRead(*node)) continue;
      const Node* handle = handles_.Of(*node);
      for (const Consumer& consumer : node->consumers()) {
        // A writer that takes the value itself does not wait for itself.
        if (IsWriteTo(*consumer.node, handle)) continue;
        uses_[consumer.node].push_back(handle);
        ++pending_[handle];
      }
    }
  }

  void Done(const Node& node) {
    auto found = uses_.find(&node);
    if (found == uses_.end()) return;
    for (const Node* handle : found->second) --pending_[handle];
  }

  bool MustWait(const Node& node) {
    if (!node.Is(Trait::kWritesVariable)) return false;
    auto found = pending_.find(handles_.Of(node));
    return found != pending_.end() && found->second > 0;
  }

 private:
  static bool IsRead(const Node& node) {
    return node.Is(Trait::kReadsVariable) || node.Is(Trait::kReadReference);
  }
  bool IsWriteTo(const Node& node, const Node* handle) {
    return node.Is(Trait::kWritesVariable) && handles_.Of(node) == handle;
  }

  Handles handles_;
  absl::flat_hash_map<const Node*, std::vector<const Node*>> uses_;
  absl::flat_hash_map<const Node*, int> pending_;
};

class Scheduler {
 public:
  Scheduler(const StepGraph& step, bool greedy)
      : graph_(step.graph),
        greedy_(greedy),
        readers_(step.graph),
        pending_(graph_.num_node_ids(), 0),
        unread_(graph_.num_node_ids(), 0) {}

  // Empty when there is a cycle.
  std::vector<Node*> Run() {
    for (const auto& node : graph_.nodes()) {
      if (!node) continue;
      pending_[node->id()] =
          static_cast<int>(node->num_inputs() + node->control_inputs().size());
      unread_[node->id()] = static_cast<int>(node->consumers().size());
      if (pending_[node->id()] == 0) MakeReady(node.get());
    }
    while (Node* node = Next()) Schedule(node);
    if (order_.size() != static_cast<size_t>(graph_.num_nodes())) return {};
    return std::move(order_);
  }

  int64_t peak() const { return peak_; }

 private:
  using Priority = std::pair<int64_t, int>;

  void MakeReady(Node* node) {
    ready_.insert({greedy_ ? Growth(*node) : 0, node->id()});
  }

  // Bytes that running the node adds to what is live.
  int64_t Growth(const Node& node) const {
    int64_t growth = OutputBytes(node);
    for (const Edge& edge : node.inputs()) {
      if (unread_[edge.node->id()] == 1) growth -= OutputBytes(*edge.node);
    }
    return growth;
  }

  Node* Next() {
    // Writers whose variable is still being read step back, unless nothing
    // else is left.
    for (auto it = ready_.begin(); it != ready_.end(); ++it) {
      Node* node = graph_.nodes()[it->second].get();
      if (readers_.MustWait(*node)) {
        waiting_.push_back(node);
        continue;
      }
      ready_.erase(ready_.begin(), std::next(it));
      for (Node* writer : waiting_) MakeReady(writer);
      waiting_.clear();
      return node;
    }
    ready_.clear();
    if (waiting_.empty()) return nullptr;
    Node* node = waiting_.front();
    for (size_t i = 1; i < waiting_.size(); ++i) MakeReady(waiting_[i]);
    waiting_.clear();
    return node;
  }

  void Schedule(Node* node) {
    order_.push_back(node);
    readers_.Done(*node);
    live_ += OutputBytes(*node);
    peak_ = std::max(peak_, live_);
    for (const Edge& edge : node->inputs()) {
      if (--unread_[edge.node->id()] == 0) live_ -= OutputBytes(*edge.node);
    }
    auto arrive = [&](Node* consumer) {
      if (--pending_[consumer->id()] == 0) MakeReady(consumer);
    };
    for (const Consumer& consumer : node->consumers()) arrive(consumer.node);
    for (Node* consumer : node->control_consumers()) arrive(consumer);
  }

  const Graph& graph_;
  const bool greedy_;
  Readers readers_;
  std::vector<int> pending_;
  std::vector<int> unread_;
  std::set<Priority> ready_;
  std::vector<Node*> waiting_;
  std::vector<Node*> order_;
  int64_t live_ = 0;
  int64_t peak_ = 0;
};

}  // namespace

absl::Status Order(StepGraph& step) {
  Scheduler as_built(step, /*greedy=*/false);
  step.order = as_built.Run();
  if (step.order.empty() && step.graph.num_nodes() > 0) {
    return absl::InternalError("the step graph has a cycle");
  }
  if (step.graph.num_nodes() > kMaxGreedyNodes) return absl::OkStatus();
  Scheduler greedy(step, /*greedy=*/true);
  std::vector<Node*> order = greedy.Run();
  if (greedy.peak() < as_built.peak()) step.order = std::move(order);
  return absl::OkStatus();
}

}  // namespace thalweg
