// What kernels share that change part of a variable.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "thalweg/kernels/kernel_context.h"

namespace thalweg {

// Calls `update` on the initialised value of the variable that input 0 is the
// reference or handle of, and gives a reference on. Errors also when there is
// no value, or one of another dtype.
absl::Status UpdateVariable(KernelContext& context, DType dtype,
                            absl::FunctionRef<absl::Status(Tensor&)> update);

// `operand` itself, or a copy when it lies on memory of `value`, which is about
// to change: what was read of a reference variable.
absl::StatusOr<Tensor> ApartFrom(const Tensor& value, const Tensor& operand);

// INVALID_ARGUMENT "Integer division by zero" when an integer is 0.
absl::Status CheckDivisors(const Tensor& divisors);

}  // namespace thalweg
