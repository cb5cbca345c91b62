#include "thalweg/kernels/cpu/state/variable_update.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/resource.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

// Reference variables have outputs and TensorFlow 1's words.
absl::Status NoValue(const KernelContext& context) {
  const Tensor& handle = context.input(0);
  if (context.num_outputs() == 0) return UninitializedVariable(handle);
  return absl::FailedPreconditionError(
      absl::StrCat("Attempting to use uninitialized value ",
                   handle.scalar<ResourceHandle>().name()));
}

}  // namespace

absl::Status UpdateVariable(KernelContext& context, DType dtype,
                            absl::FunctionRef<absl::Status(Tensor&)> update) {
  ASSIGN_OR_RETURN(VariableState * variable, VariableOf(context.input(0)));
  RETURN_IF_ERROR(variable->Update([&](Tensor& value) -> absl::Status {
    if (!value) return NoValue(context);
    if (value.dtype() != dtype) {
      return absl::InvalidArgumentError(
          absl::StrCat("Trying to update variable with wrong dtype. Expected ",
                       DTypeName(value.dtype()), " got ", DTypeName(dtype)));
    }
    return update(value);
  }));
  if (context.num_outputs() == 0) return absl::OkStatus();
  return context.SetOutput(0, context.input(0));
}

absl::StatusOr<Tensor> ApartFrom(const Tensor& value, const Tensor& operand) {
  const char* const begin = static_cast<const char*>(value.raw());
  const char* const at = static_cast<const char*>(operand.raw());
  const bool apart =
      at >= begin + value.num_bytes() || at + operand.num_bytes() <= begin;
  if (apart) return operand;
  return operand.Copy();
}

absl::Status CheckDivisors(const Tensor& divisors) {
  if (!kIntegers.contains(divisors.dtype())) return absl::OkStatus();
  const bool has_zero =
      UnsignedTypes::For(AsUnsigned(divisors.dtype()), [&](auto x) {
        const auto numbers = divisors.flat<decltype(x)>();
        return std::find(numbers.begin(), numbers.end(), 0) != numbers.end();
      });
  if (!has_zero) return absl::OkStatus();
  return absl::InvalidArgumentError("Integer division by zero");
}

}  // namespace thalweg
