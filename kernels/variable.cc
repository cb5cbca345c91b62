#include "thalweg/kernels/variable.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <typeinfo>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/device.h"
#include "thalweg/kernels/resource_store.h"

namespace thalweg {
namespace {

// The variables in ascending order of address, the order of locking.
struct LockOrder {
  absl::Span<VariableState* const> variables;
  absl::Span<const int> order;
  absl::Span<Tensor* const> values() const { return {tensors, order.size()}; }
  Tensor* tensors[kMaxVariables];
};

absl::Status UpdateFrom(
    LockOrder& locks, size_t next,
    absl::FunctionRef<absl::Status(absl::Span<Tensor* const>)> update) {
  if (next == locks.order.size()) return update(locks.values());
  const int i = locks.order[next];
  return locks.variables[i]->Update([&](Tensor& value) {
    locks.tensors[i] = &value;
    return UpdateFrom(locks, next + 1, update);
  });
}

absl::Status NoSuchVariable(const ResourceHandle& handle) {
  const std::string container = handle.container().empty()
                                    ? ResourceStore::kDefaultContainer
                                    : handle.container();
  return absl::FailedPreconditionError(absl::StrCat(
      "Could not find variable ", handle.name(),
      ". This could mean that the variable has been deleted. In TF1, it can "
      "also mean the variable is uninitialized. Debug info: container=",
      container, ", status error message=Resource ", container, "/",
      handle.name(), "/Variable does not exist."));
}

}  // namespace

Tensor VariableState::Read() const {
  MutexLock lock(&mutex_);
  return value_;
}

void VariableState::Assign(Tensor value) {
  // The old value, which `value` holds then, is freed outside the lock.
  MutexLock lock(&mutex_);
  std::swap(value_, value);
}

absl::Status VariableState::Update(
    absl::FunctionRef<absl::Status(Tensor&)> update) {
  MutexLock lock(&mutex_);
  if (value_ && !MayWrite()) {
    ASSIGN_OR_RETURN(value_, CopyOn(memory_, value_));
  }
  return update(value_);
}

absl::Status VariableState::Store(const Tensor& value) {
  MutexLock lock(&mutex_);
  if (value_ && MayWrite() && value_.dtype() == value.dtype() &&
      value_.shape() == value.shape()) {
    if (value_.raw() == value.raw()) return absl::OkStatus();
    if (memory_ != nullptr) return memory_->CopyFrom(*memory_, value, value_);
    CopyElements(value, value_);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(value_, CopyOn(memory_, value));
  return absl::OkStatus();
}

absl::Status UpdateVariables(
    absl::Span<VariableState* const> variables,
    absl::FunctionRef<absl::Status(absl::Span<Tensor* const>)> update) {
  absl::InlinedVector<int, kMaxVariables> order(variables.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    return std::less<>()(variables[a], variables[b]);
  });
  for (size_t i = 1; i < order.size(); ++i) {
    if (variables[order[i]] == variables[order[i - 1]]) {
      return absl::InvalidArgumentError(
          "one variable is given twice where two are needed");
    }
  }
  LockOrder locks = {variables, absl::MakeConstSpan(order), {}};
  return UpdateFrom(locks, 0, update);
}

absl::Status UninitializedVariable(const Tensor& handle) {
  return NoSuchVariable(handle.scalar<ResourceHandle>());
}

absl::StatusOr<VariableState*> VariableOf(const Tensor& handle) {
  if (handle.dtype() != kResource || handle.num_elements() < 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "expected the handle of a variable, got a tensor of ",
        DTypeName(handle.dtype()), " with shape ", handle.shape().ToString()));
  }
  const auto& element = handle.scalar<ResourceHandle>();
  Resource* const resource = element.resource().get();
  if (resource == nullptr) return NoSuchVariable(element);
  if (typeid(*resource) == typeid(VariableState)) {
    return static_cast<VariableState*>(resource);
  }
  if (auto* variable = dynamic_cast<VariableState*>(resource)) return variable;
  return absl::InvalidArgumentError(
      absl::StrCat("resource ", element.name(), " is a ", resource->type_name(),
                   ", expected a Variable"));
}

}  // namespace thalweg
