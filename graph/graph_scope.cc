// The scoped guards of Graph and what they do to new nodes.
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/device_spec.h"
#include "thalweg/graph/graph_state.h"
#include "thalweg/graph/output.h"

namespace thalweg {
namespace {

// Sets `member` of the state's scope until the guard goes.
template <class T>
ScopeGuard SetUntilDestroyed(const std::shared_ptr<GraphState>& state,
                             T GraphScope::*member, T value) {
  T old = std::exchange(state->scope.*member, std::move(value));
  return ScopeGuard([state, member, old = std::move(old)]() mutable {
    state->scope.*member = std::move(old);
  });
}

}  // namespace

std::string Graph::UniqueName(absl::string_view base) {
  if (!state_->IsTaken(base)) return std::string(base);
  int& next = state_->next_suffix[base];
  while (true) {
    std::string name = absl::StrCat(base, "_", ++next);
    if (!state_->IsTaken(name)) return name;
  }
}

std::string Graph::ScopedName(absl::string_view name) {
  return UniqueName(absl::StrCat(state_->scope.name, name));
}

ScopeGuard Graph::WithName(Text name) {
  if (absl::EndsWith(name.view(), "/")) {
    return SetUntilDestroyed(state_, &GraphScope::name,
                             name.view() == "/" ? "" : name.str());
  }
  std::string scope = ScopedName(name.view());
  state_->scope_names.insert(scope);
  return SetUntilDestroyed(state_, &GraphScope::name, scope + "/");
}

ScopeGuard Graph::WithDevice(Text device) {
  absl::StatusOr<DeviceSpec> inner = DeviceSpec::Parse(device.view());
  absl::StatusOr<DeviceSpec> outer = DeviceSpec::Parse(state_->scope.device);
  if (!inner.ok()) Fail(inner.status());
  std::string merged = state_->scope.device;
  if (inner.ok() && outer.ok()) merged = inner->Or(*outer).ToString();
  return SetUntilDestroyed(state_, &GraphScope::device, std::move(merged));
}

ScopeGuard Graph::WithControlDependencies(std::vector<Operation> operations) {
  std::vector<Node*> nodes = state_->scope.control_inputs;
  for (const Operation& operation : operations) {
    if (operation.node() == nullptr) {
      Fail(absl::InvalidArgumentError(
          "WithControlDependencies: expected operations of this graph, got an "
          "invalid one"));
    } else {
      nodes.push_back(operation.node());
    }
  }
  return SetUntilDestroyed(state_, &GraphScope::control_inputs,
                           std::move(nodes));
}

ScopeGuard Graph::WithColocation(const Operation& operation) {
  return SetUntilDestroyed(state_, &GraphScope::colocation, operation.node());
}

void Graph::ApplyScopes(NodeSpec& spec) const {
  const GraphScope& scope = state_->scope;
  if (spec.device.empty()) spec.device = scope.device;
  spec.control_inputs.insert(spec.control_inputs.end(),
                             scope.control_inputs.begin(),
                             scope.control_inputs.end());
  if (scope.colocation != nullptr) {
    spec.attrs.Set("_class", std::vector<std::string>{absl::StrCat(
                                 "loc:@", scope.colocation->name())});
  }
}

}  // namespace thalweg
