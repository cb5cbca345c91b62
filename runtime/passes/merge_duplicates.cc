#include "thalweg/runtime/passes/merge_duplicates.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/traverse.h"

namespace thalweg {
namespace {

// Larger constants are seldom repeated, and dear to compare.
constexpr size_t kMaxComparedBytes = 4 << 10;

std::vector<Edge> SortedInputs(const Node& node) {
  std::vector<Edge> inputs(node.inputs().begin(), node.inputs().end());
  if (node.Is(Trait::kCommutative)) {
    absl::c_sort(inputs, [](const Edge& a, const Edge& b) {
      return std::make_pair(a.node->id(), a.index) <
             std::make_pair(b.node->id(), b.index);
    });
  }
  return inputs;
}

bool IsCandidate(const StepGraph& step, const Node& node) {
  if (!node.op().pure() || node.num_outputs() == 0 ||
      absl::c_linear_search(step.targets, &node)) {
    return false;
  }
  const Tensor* value = node.attrs().Get<Tensor>("value");
  return value == nullptr || value->num_bytes() <= kMaxComparedBytes;
}

size_t HashOf(const Node& node, const std::vector<Edge>& inputs) {
  size_t hash = absl::HashOf(&node.op(), inputs, node.device());
  if (const Tensor* value = node.attrs().Get<Tensor>("value")) {
    if (IsPlain(value->dtype())) {
      hash = absl::HashOf(
          hash, absl::string_view(static_cast<const char*>(value->raw()),
                                  value->num_bytes()));
    }
  }
  return hash;
}

bool SameAttrs(const AttrMap& a, const AttrMap& b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(),
                    [](const AttrMap::Entry& x, const AttrMap::Entry& y) {
                      return x.first == y.first &&
                             AttrsEqual(x.second, y.second);
                    });
}

bool Same(const Node& a, const Node& b) {
  return &a.op() == &b.op() && a.device() == b.device() &&
         a.control_inputs() == b.control_inputs() &&
         SortedInputs(a) == SortedInputs(b) && SameAttrs(a.attrs(), b.attrs());
}

}  // namespace

absl::StatusOr<int> MergeDuplicates(StepGraph& step) {
  ASSIGN_OR_RETURN(std::vector<Node*> nodes, TopologicalOrder(step.graph));
  absl::flat_hash_map<size_t, std::vector<Node*>> seen;
  int merged = 0;
  for (Node* node : nodes) {
    if (!IsCandidate(step, *node)) continue;
    std::vector<Node*>& alike = seen[HashOf(*node, SortedInputs(*node))];
    auto same = absl::c_find_if(
        alike, [&](Node* other) { return Same(*other, *node); });
    if (same == alike.end()) {
      alike.push_back(node);
      continue;
    }
    for (int i = 0; i < node->num_outputs(); ++i) {
      step.graph.ReplaceUses(node->output(i), (*same)->output(i));
    }
    step.graph.MoveControlConsumers(node, *same);
    step.Note(Rewrite::Kind::kMerged, *node, **same);
    ++merged;
  }
  return merged;
}

}  // namespace thalweg
