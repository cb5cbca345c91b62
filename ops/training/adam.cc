#include "thalweg/ops/training/adam.h"

#include "thalweg/graph/literal.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/mul.h"
#include "thalweg/ops/state/variable.h"
#include "thalweg/ops/training/apply_adam.h"

namespace thalweg {
namespace {

// A variable that starts as `beta`.
Output MakePower(Graph graph, const char* name, const Input& beta, DType dtype,
                 bool reference) {
  const VariableOptions options = {
      .name = name, .trainable = false, .reference = reference};
  if (beta.literal_kind() == Input::Literal::kNone) {
    return Variable(
        graph,
        beta.output().dtype() == dtype ? beta.output() : Cast(beta, dtype),
        options);
  }
  absl::StatusOr<Tensor> value = ConvertLiteral(beta.value(), dtype);
  if (value.ok()) return Variable(graph, *std::move(value), options);
  graph.Fail(value.status());
  return Output(graph, nullptr, 0);
}

Output ToDType(const Output& value, DType dtype) {
  return value.dtype() == dtype ? value : Cast(value, dtype);
}

}  // namespace

void Adam::MakeSlots(const Target& target) {
  MakeSlot(target, "m", "Adam");
  MakeSlot(target, "v", "Adam");
}

void Adam::Prepare(const std::vector<Target>& targets) {
  const Target& first = targets[0];
  const Graph& graph = first.state.graph();
  if (beta1_power_ && beta1_power_.graph() == graph) return;
  beta1_power_ = MakePower(graph, "beta1_power", options_.beta1, first.dtype,
                           first.is_reference());
  beta2_power_ = MakePower(graph, "beta2_power", options_.beta2, first.dtype,
                           first.is_reference());
}

Operation Adam::Apply(const Target& target, const Output& gradient) {
  const Graph& graph = gradient.graph();
  const DType dtype = target.dtype;
  const Output m = SlotState(target, "m"), v = SlotState(target, "v");
  const Output power1 = ToDType(beta1_power_, dtype);
  const Output power2 = ToDType(beta2_power_, dtype);
  const Output rate = Setting("learning_rate", learning_rate_, graph, dtype);
  const Output beta1 = Setting("beta1", options_.beta1, graph, dtype);
  const Output beta2 = Setting("beta2", options_.beta2, graph, dtype);
  const Output epsilon = Setting("epsilon", options_.epsilon, graph, dtype);
  return target.is_reference()
             ? ApplyAdam(target.state, m, v, power1, power2, rate, beta1, beta2,
                         epsilon, gradient)
                   .operation()
             : ResourceApplyAdam(target.state, m, v, power1, power2, rate,
                                 beta1, beta2, epsilon, gradient);
}

std::vector<Operation> Adam::Finish(Graph graph) {
  const DType dtype = beta1_power_.dtype();
  const Output beta1 = Setting("beta1", options_.beta1, graph, dtype);
  const Output beta2 = Setting("beta2", options_.beta2, graph, dtype);
  return {AssignTo(beta1_power_, Mul(beta1_power_, beta1)),
          AssignTo(beta2_power_, Mul(beta2_power_, beta2))};
}

}  // namespace thalweg
