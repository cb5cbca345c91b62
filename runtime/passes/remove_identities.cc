#include "thalweg/runtime/passes/remove_identities.h"

#include "absl/algorithm/container.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/graph/traverse.h"

namespace thalweg {
namespace {

template <class T>
bool AllEqual(const Tensor& tensor, T value) {
  return absl::c_all_of(tensor.flat<T>(),
                        [&](const T& element) { return element == value; });
}

// True for a constant that waits for nothing: who no longer reads it loses
// nothing.
bool IsFreeConstant(const Edge& edge) {
  return edge.node->Is(Trait::kConstant) && edge.node->control_inputs().empty();
}

// True for such a constant of which every element is `value`.
bool IsConstant(const Edge& edge, int value) {
  if (!IsFreeConstant(edge)) return false;
  const Tensor* tensor = edge.node->attrs().Get<Tensor>("value");
  if (tensor == nullptr) return false;
  switch (tensor->dtype()) {
    case kFloat:
      return AllEqual<float>(*tensor, static_cast<float>(value));
    case kDouble:
      return AllEqual<double>(*tensor, value);
    case kInt32:
      return AllEqual<int32_t>(*tensor, value);
    case kInt64:
      return AllEqual<int64_t>(*tensor, value);
    default:
      return false;
  }
}

// The input that output 0 equals, or -1.
int PassedInput(const Node& node) {
  if (node.Is(Trait::kIdentity)) return 0;
  const Shape& shape = node.num_outputs() > 0 ? node.output_shape(0) : Shape();
  if (!shape.IsFullyDefined()) return -1;
  if (node.Is(Trait::kView)) {
    const bool keeps_shape =
        node.input(0).shape() == shape &&
        absl::c_all_of(node.inputs().subspan(1), &IsFreeConstant);
    return keeps_shape ? 0 : -1;
  }
  const bool multiply = node.Is(Trait::kMultiply);
  if ((!multiply && !node.Is(Trait::kAdd)) || node.num_inputs() != 2) return -1;
  for (int i : {0, 1}) {
    // The sum is a copy where the read is an alias.
    if (node.input(i).shape() == shape && !MayAliasReference(node.input(i)) &&
        IsConstant(node.input(1 - i), multiply ? 1 : 0)) {
      return i;
    }
  }
  return -1;
}

bool MayRemove(const Node& node) {
  return node.op().pure() && node.control_inputs().empty() &&
         node.num_outputs() == 1 && !node.output_is_ref(0);
}

}  // namespace

absl::StatusOr<int> RemoveIdentities(StepGraph& step) {
  ASSIGN_OR_RETURN(std::vector<Node*> nodes, TopologicalOrder(step.graph));
  const absl::flat_hash_set<const Node*> targets(step.targets.begin(),
                                                 step.targets.end());
  int removed = 0;
  for (Node* node : nodes) {
    if (!MayRemove(*node) || targets.contains(node)) continue;
    const int passed = PassedInput(*node);
    if (passed < 0) continue;
    const Edge source = node->input(passed);
    if (!node->device().empty() && node->device() != source.node->device()) {
      continue;
    }
    if (node->consumers().empty() && node->control_consumers().empty()) {
      continue;
    }
    step.graph.ReplaceUses(node->output(0), source);
    step.graph.MoveControlConsumers(node, source.node);
    step.Note(Rewrite::Kind::kPassedOn, *node, *source.node);
    ++removed;
  }
  return removed;
}

}  // namespace thalweg
