#include "thalweg/kernels/variable.h"

#include <typeinfo>
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/resource_store.h"

namespace thalweg {
namespace {

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
  if (value_ && !value_.unique()) {
    ASSIGN_OR_RETURN(value_, value_.Copy());
  }
  return update(value_);
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
