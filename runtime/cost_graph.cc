#include "thalweg/runtime/cost_graph.h"

#include <cstdint>

#include "thalweg/kernels/device.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {
namespace {

class CostGraphMaker {
 public:
  CostGraphMaker(const Plan& plan, const StepRecorder& recorder)
      : plan_(plan),
        recorder_(recorder),
        position_(plan.graph.graph.num_node_ids(), -1),
        step_of_(plan.graph.graph.num_node_ids(), -1) {}

  std::vector<NodeCost> Run() {
    const std::vector<Node*>& order = plan_.graph.order;
    for (size_t i = 0; i < order.size(); ++i) {
      position_[order[i]->id()] = static_cast<int>(i);
    }
    for (size_t s = 0; s < plan_.steps.size(); ++s) {
      step_of_[plan_.steps[s].node->id()] = static_cast<int>(s);
    }
    std::vector<NodeCost> costs;
    costs.reserve(order.size());
    for (const Node* node : order) costs.push_back(CostOf(*node));
    for (const Node* fetch : plan_.graph.fetches) {
      costs[position_[fetch->input(0).node->id()]].is_final = true;
    }
    for (const Node* target : plan_.graph.targets) {
      costs[position_[target->id()]].is_final = true;
    }
    return costs;
  }

 private:
  NodeCost CostOf(const Node& node) const {
    NodeCost cost;
    cost.node = node.name();
    cost.op = node.op().name();
    cost.device = plan_.graph.device_of[node.id()]->name();
    for (const Edge& edge : node.inputs()) {
      cost.inputs.push_back({position_[edge.node->id()], edge.index});
    }
    for (const Node* control : node.control_inputs()) {
      cost.control_inputs.push_back(position_[control->id()]);
    }
    for (int i = 0; i < node.num_outputs(); ++i) {
      cost.outputs.push_back(PlannedOutput(node, i));
    }
    const int step = step_of_[node.id()];
    if (step >= 0) AddStep(step, cost);
    return cost;
  }

  NodeCost::Output PlannedOutput(const Node& node, int output) const {
    NodeCost::Output planned;
    planned.dtype = node.output_dtype(output);
    planned.shape = node.output_shape(output);
    if (planned.shape.IsFullyDefined()) {
      planned.bytes = planned.shape.num_elements() *
                      static_cast<int64_t>(DTypeSize(planned.dtype));
    }
    const bool is_alias =
        step_of_[node.id()] < 0 && plan_.graph.kernels[node.id()] != nullptr;
    if (is_alias) planned.alias_input = 0;
    return planned;
  }

  void AddStep(int index, NodeCost& cost) const {
    const PlanStep& step = plan_.steps[index];
    cost.scratch_bytes = static_cast<int64_t>(step.kernel->scratch_bytes());
    for (int i = 0; i < step.num_outputs; ++i) {
      cost.outputs[i].alias_input = OverwrittenInput(step, i);
    }
    if (index >= recorder_.num_steps()) return;
    cost.compute_ns = recorder_.duration_ns(index);
    const absl::Span<const OutputTrace> seen = recorder_.outputs(index);
    for (int i = 0; i < step.num_outputs; ++i) {
      if (seen[i].dtype == kInvalid) continue;
      cost.outputs[i].shape = seen[i].shape;
      cost.outputs[i].bytes = seen[i].bytes;
    }
  }

  // The input on whose place in the arena the output lies, or -1.
  int OverwrittenInput(const PlanStep& step, int output) const {
    const PlanSlot& to = plan_.slots[step.first_output + output];
    if (to.kind != SlotKind::kArena || to.shape.num_elements() == 0) return -1;
    for (int i = 0; i < step.num_inputs; ++i) {
      const PlanSlot& from = plan_.slots[plan_.tables[step.inputs + i]];
      if (from.kind == SlotKind::kArena && from.device == to.device &&
          from.offset == to.offset) {
        return i;
      }
    }
    return -1;
  }

  const Plan& plan_;
  const StepRecorder& recorder_;
  // By node id: the index in the order, and that of the step or -1.
  std::vector<int> position_;
  std::vector<int> step_of_;
};

}  // namespace

std::vector<NodeCost> CostGraph(const Plan& plan,
                                const StepRecorder& recorder) {
  return CostGraphMaker(plan, recorder).Run();
}

}  // namespace thalweg
