#include "thalweg/ops/training/optimizer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "thalweg/graph/build.h"
#include "thalweg/graph/literal.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/array/unique.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/ops/control/no_op.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/math/cast.h"
#include "thalweg/ops/math/unsorted_segment.h"
#include "thalweg/ops/state/variable.h"

namespace thalweg {
namespace {

Operation Refuse(Graph graph, absl::Status status) {
  if (graph.state()) graph.Fail(std::move(status));
  return Operation(graph, nullptr);
}

std::vector<Output> TrainableVariables(const Graph& graph) {
  std::vector<Output> variables;
  for (const VariableInfo& info : graph.variables()) {
    if (info.trainable) variables.emplace_back(graph, info.variable, 0);
  }
  return variables;
}

// The variable's handle or reference; invalid when it is none.
Output StateOf(const Output& variable) {
  const VariableInfo* info = FindVariable(variable);
  return info == nullptr ? Output()
                         : Output(variable.graph(), info->variable, 0);
}

absl::Status NoVariableError(const Output& output) {
  return absl::InvalidArgumentError(absl::StrCat(
      "Optimizer: '", output.name(), "' is no variable of the graph"));
}

// Zeros in the shape of the variable's values.
Initializer SlotInitializer(const Shape& shape, DType dtype,
                            const Output& initial_value) {
  if (shape.IsFullyDefined()) return initializer::Zeros(shape, dtype);
  return Initializer(dtype, shape, [initial_value](const Graph&) {
    return ZerosLike(initial_value);
  });
}

}  // namespace

Operation Optimizer::Minimize(const Output& loss,
                              const MinimizeOptions& options) {
  return ApplyGradients(ComputeGradients(loss, options.variables),
                        options.global_step);
}

std::vector<VariableGradient> Optimizer::ComputeGradients(
    const Output& loss, const std::vector<Output>& variables) {
  Graph graph = loss.graph();
  if (!loss) return {};
  const std::vector<Output> given =
      variables.empty() ? TrainableVariables(graph) : variables;
  if (given.empty()) {
    Refuse(graph, absl::InvalidArgumentError("No variables to optimize."));
    return {};
  }
  // By the state, which stands for every read of it.
  std::vector<Output> states;
  for (const Output& variable : given) {
    states.push_back(StateOf(variable));
    if (states.back()) continue;
    Refuse(graph, NoVariableError(variable));
    return {};
  }
  auto gradients = SymbolicGradients({loss}, states);
  if (!gradients.ok()) {
    Refuse(graph, gradients.status());
    return {};
  }
  std::vector<VariableGradient> result;
  for (size_t i = 0; i < given.size(); ++i) {
    result.push_back({std::move((*gradients)[i]), given[i]});
  }
  return result;
}

Operation Optimizer::ApplyGradients(
    const std::vector<VariableGradient>& gradients, const Output& global_step) {
  if (gradients.empty()) return Operation();  // The graph knows why.
  Graph graph = gradients[0].variable.graph();
  Updates updates;
  std::vector<Target> targets;
  std::vector<std::string> names;
  for (const auto& [gradient, variable] : gradients) {
    const VariableInfo* info = FindVariable(variable);
    if (info == nullptr) return Refuse(graph, NoVariableError(variable));
    names.push_back(info->variable->name());
    if (gradient.absent()) continue;
    const auto* dtype = info->variable->attrs().Get<DType>("dtype");
    const auto* shape = info->variable->attrs().Get<Shape>("shape");
    targets.push_back({Output(graph, info->variable, 0), info->initializer,
                       dtype == nullptr ? kInvalid : *dtype,
                       shape == nullptr ? Shape::Unknown() : *shape});
    updates.emplace_back(targets.back(), gradient);
  }
  if (updates.empty()) {
    return Refuse(graph, absl::InvalidArgumentError(absl::StrCat(
                             "No gradients provided for any variable: ",
                             absl::StrJoin(names, ", "))));
  }
  settings_.clear();
  for (const Target& target : targets) MakeSlots(target);
  Prepare(targets);
  const std::string name = graph.ScopedName(name_);
  const Operation train = AddUpdates(graph, name, updates, global_step);
  const ScopeGuard root = graph.WithName("/");
  return train.Named(name);
}

// What must have run before the first update: an update of a reference
// variable shows in values read before it, which other gradients may still
// need. What resource variables give stays.
std::vector<Operation> Optimizer::MustPrecede(const Updates& updates) {
  const bool any_reference =
      std::any_of(updates.begin(), updates.end(),
                  [](const auto& u) { return u.first.is_reference(); });
  if (!any_reference || updates.size() < 2) return {};
  std::vector<Operation> gradients;
  for (const auto& [target, gradient] : updates) {
    if (gradient.is_sparse()) {
      gradients.push_back(gradient.sparse().values.operation());
      gradients.push_back(gradient.sparse().indices.operation());
    } else {
      gradients.push_back(gradient.dense().operation());
    }
  }
  return gradients;
}

// The operation to run; still without its name.
Operation Optimizer::AddUpdates(Graph graph, const std::string& name,
                                const Updates& updates,
                                const Output& global_step) {
  scope_ = name + "/";
  const ScopeGuard scope = graph.WithName(scope_);
  std::vector<Operation> done;
  {
    const ScopeGuard after =
        graph.WithControlDependencies(MustPrecede(updates));
    for (const auto& [target, gradient] : updates) {
      const ScopeGuard inner =
          graph.WithName(absl::StrCat("update_", target.state.node()->name()));
      done.push_back(gradient.is_sparse()
                         ? ApplySparse(target, gradient.sparse())
                         : Apply(target, gradient.dense()));
    }
  }
  if (!graph.status().ok()) return Operation(graph, nullptr);
  std::vector<Operation> finish;
  {
    const ScopeGuard after = graph.WithControlDependencies(done);
    finish = Finish(graph);
  }
  done.insert(done.end(), finish.begin(), finish.end());
  if (!global_step || !graph.status().ok()) return Group(graph, done);
  const ScopeGuard after =
      graph.WithControlDependencies({Group(graph, done).Named("update")});
  return AddTo(global_step, 1);
}

Output Optimizer::Slot(const Output& variable, Text slot) const {
  const Output state = StateOf(variable);
  const auto found = slots_.find({state.node(), slot.str()});
  return found == slots_.end() ? Output() : found->second;
}

void Optimizer::MakeSlot(const Target& target, const char* key,
                         const char* name) {
  Output& slot = slots_[{target.state.node(), key}];
  if (slot) return;
  Graph graph = target.state.graph();
  const ScopeGuard scope = graph.WithName(target.state.node()->name() + "/");
  const Edge initial = target.initializer->input(1);
  slot = Variable(
      graph,
      SlotInitializer(target.shape, target.dtype,
                      Output(graph, initial.node, initial.index)),
      {.name = name, .trainable = false, .reference = target.is_reference()});
}

Output Optimizer::SlotState(const Target& target, const char* key) const {
  return StateOf(slots_.at({target.state.node(), key}));
}

IndexedSlices Optimizer::SumDuplicates(const IndexedSlices& slices) {
  const Operation unique = UniqueV1(slices.indices);
  const Output rows =
      StridedSlice(ShapeOf(unique[0]), {0}, {1}, {1}, {.shrink_axis_mask = 1});
  return {.values = UnsortedSegmentSum(slices.values, unique[1], rows),
          .indices = unique[0],
          .dense_shape = slices.dense_shape};
}

Output Optimizer::Setting(const char* name, const Input& value,
                          const Graph& graph, DType dtype) {
  Output& setting = settings_[{name, dtype}];
  if (setting) return setting;
  Graph target = graph;
  const ScopeGuard scope = target.WithName(scope_);
  if (value.literal_kind() == Input::Literal::kNone) {
    setting =
        value.output().dtype() == dtype ? value.output() : Cast(value, dtype);
    return setting;
  }
  const auto tensor = ConvertLiteral(value.value(), dtype);
  if (tensor.ok()) {
    setting = Constant(graph, *tensor, name);
  } else {
    Refuse(graph, tensor.status());
  }
  return setting;
}

}  // namespace thalweg
