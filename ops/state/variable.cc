#include "thalweg/ops/state/variable.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/state/assign.h"
#include "thalweg/ops/state/assign_variable.h"
#include "thalweg/ops/state/read_variable.h"
#include "thalweg/ops/state/var_handle.h"
#include "thalweg/ops/state/variable_v2.h"

namespace thalweg {
namespace {

// The node that holds the state, by its full name.
Output MakeState(const At& at, const Initializer& initializer,
                 const std::string& name, bool reference) {
  Graph graph = at.graph();
  const ScopeGuard root = graph.WithName("/");
  const Output state =
      reference ? VariableV2(at, initializer.shape(), initializer.dtype())
                : VarHandleOp(at, initializer.dtype(), initializer.shape(),
                              {.shared_name = name});
  return state.Named(name);
}

Operation MakeAssign(const Output& state, const Input& value) {
  if (state.dtype() == kResource) return AssignVariableOp(state, value);
  return Assign(state, value).operation();
}

Operation NoVariable(const char* function, const Output& output) {
  Graph graph = output.graph();
  if (graph.state()) {
    graph.Fail(absl::InvalidArgumentError(absl::StrCat(
        function, ": '", output.name(), "' is no variable of the graph")));
  }
  return Operation(graph, nullptr);
}

}  // namespace

Output Variable(At at, const Initializer& initializer,
                VariableOptions options) {
  Graph graph = at.graph();
  const std::string name = graph.ScopedName(options.name);
  const Output state = MakeState(at, initializer, name, options.reference);
  const ScopeGuard scope = graph.WithName(name + "/");
  const Output initial = initializer.Build(graph);
  const Operation assign = MakeAssign(state, initial).Named("Assign");
  const Output read =
      (options.reference ? Identity(state)
                         : ReadVariableOp(state, initializer.dtype()))
          .Named("read");
  if (read && assign) {
    graph.AddVariable(
        {state.node(), read.node(), assign.node(), options.trainable});
  }
  return read;
}

const VariableInfo* FindVariable(const Output& output) {
  if (!output) return nullptr;
  for (const VariableInfo& info : output.graph().variables()) {
    if (info.variable == output.node() || info.value == output.node()) {
      return &info;
    }
  }
  return nullptr;
}

Operation AssignTo(const Output& variable, const Input& value) {
  const VariableInfo* info = FindVariable(variable);
  if (info == nullptr) return NoVariable("AssignTo", variable);
  return MakeAssign(Output(variable.graph(), info->variable, 0), value);
}

Operation AddTo(const Output& variable, const Input& value) {
  const VariableInfo* info = FindVariable(variable);
  if (info == nullptr) return NoVariable("AddTo", variable);
  const Output state(variable.graph(), info->variable, 0);
  if (state.dtype() == kResource) return AssignAddVariableOp(state, value);
  return AssignAdd(state, value).operation();
}

}  // namespace thalweg
