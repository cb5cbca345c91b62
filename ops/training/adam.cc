#include "thalweg/ops/training/adam.h"

#include "thalweg/graph/literal.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/mul.h"
#include "thalweg/ops/math/sqrt.h"
#include "thalweg/ops/operators.h"
#include "thalweg/ops/state/assign.h"
#include "thalweg/ops/state/assign_variable.h"
#include "thalweg/ops/state/read_variable.h"
#include "thalweg/ops/state/resource_scatter.h"
#include "thalweg/ops/state/scatter.h"
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

// The value of slot = slot * beta + (1 - beta) * values, the values being rows
// at indices.
Output Adam::Decayed(const Target& target, const char* slot, const Output& beta,
                     const Output& indices, const Output& values) {
  Graph graph = values.graph();
  const Output state = SlotState(target, slot);
  const Output rows = values * (OnesLike(beta) - beta);
  if (target.is_reference()) {
    const Output decayed = Assign(state, Identity(state) * beta);
    return Identity(ScatterAdd(decayed, indices, rows));
  }
  const Operation decay =
      AssignVariableOp(state, ReadVariableOp(state, target.dtype) * beta);
  const ScopeGuard decayed = graph.WithControlDependencies({decay});
  const ScopeGuard added =
      graph.WithControlDependencies({ResourceScatterAdd(state, indices, rows)});
  return ReadVariableOp(state, target.dtype);
}

Operation Adam::ApplySparse(const Target& target,
                            const IndexedSlices& gradient) {
  const auto [values, indices, shape] = SumDuplicates(gradient);
  const Graph& graph = values.graph();
  const DType dtype = target.dtype;
  const Output power1 = ToDType(beta1_power_, dtype);
  const Output power2 = ToDType(beta2_power_, dtype);
  const Output rate = Setting("learning_rate", learning_rate_, graph, dtype);
  const Output beta1 = Setting("beta1", options_.beta1, graph, dtype);
  const Output beta2 = Setting("beta2", options_.beta2, graph, dtype);
  const Output epsilon = Setting("epsilon", options_.epsilon, graph, dtype);
  const Output one = OnesLike(power1);
  const Output alpha = rate * Sqrt(one - power2) / (one - power1);
  const Output m = Decayed(target, "m", beta1, indices, values);
  const Output v = Decayed(target, "v", beta2, indices, values * values);
  const Output step = alpha * m / (Sqrt(v) + epsilon);
  return target.is_reference() ? AssignSub(target.state, step).operation()
                               : AssignSubVariableOp(target.state, step);
}

std::vector<Operation> Adam::Finish(Graph graph) {
  const DType dtype = beta1_power_.dtype();
  const Output beta1 = Setting("beta1", options_.beta1, graph, dtype);
  const Output beta2 = Setting("beta2", options_.beta2, graph, dtype);
  return {AssignTo(beta1_power_, Mul(beta1_power_, beta1)),
          AssignTo(beta2_power_, Mul(beta2_power_, beta2))};
}

}  // namespace thalweg
