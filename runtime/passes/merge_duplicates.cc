#include "thalweg/runtime/passes/merge_duplicates.h"

#include <algorithm>
#include <bit>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

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

bool IsCandidate(const Node& node) {
  if (!node.op().pure() || node.num_outputs() == 0) return false;
  const Tensor* value = node.attrs().Get<Tensor>("value");
  return value == nullptr || value->num_bytes() <= kMaxComparedBytes;
}

// Equal for equal values; tensors and lists are not worth telling apart.
size_t HashOf(const Attr& attr) {
  return std::visit(
      [](const auto& value) -> size_t {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, float>) {
          return std::bit_cast<uint32_t>(value);
        } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
          return static_cast<size_t>(value);
        } else if constexpr (std::is_same_v<T, std::string>) {
          return absl::HashOf(value);
        } else {
          return 0;
        }
      },
      attr);
}

size_t HashOf(const AttrMap& attrs) {
  size_t hash = attrs.size();
  for (const auto& [name, attr] : attrs) {
    hash = absl::HashOf(hash, name, HashOf(attr));
  }
  return hash;
}

size_t HashOf(const Node& node, const std::vector<Edge>& inputs) {
  size_t hash =
      absl::HashOf(&node.op(), inputs, node.device(), HashOf(node.attrs()));
  if (const Tensor* value = node.attrs().Get<Tensor>("value")) {
    if (IsPlain(value->dtype())) {
      hash = absl::HashOf(
          hash, absl::string_view(static_cast<const char*>(value->raw()),
                                  value->num_bytes()));
    }
  }
  return hash;
}

bool Same(const Node& a, const Node& b) {
  return &a.op() == &b.op() && a.device() == b.device() &&
         a.control_inputs() == b.control_inputs() &&
         SortedInputs(a) == SortedInputs(b) && AttrsEqual(a.attrs(), b.attrs());
}

}  // namespace

absl::StatusOr<int> MergeDuplicates(StepGraph& step) {
  ASSIGN_OR_RETURN(std::vector<Node*> nodes, TopologicalOrder(step.graph));
  const absl::flat_hash_set<const Node*> targets(step.targets.begin(),
                                                 step.targets.end());
  absl::flat_hash_map<size_t, std::vector<Node*>> seen;
  int merged = 0;
  for (Node* node : nodes) {
    if (!IsCandidate(*node) || targets.contains(node)) continue;
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
