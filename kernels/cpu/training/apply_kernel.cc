#include "thalweg/kernels/cpu/training/apply_kernel.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

// Elements worth a piece of their own.
constexpr int64_t kUpdateGrain = 8192;

}  // namespace

UpdateKernel::UpdateKernel(const KernelInfo& info, UpdateRule rule,
                           int variables, int gradient, int indices)
    : update_(FindUpdate(rule, info.input_dtype(gradient))),
      variables_(variables),
      gradient_(gradient),
      dtype_(info.input_dtype(gradient)) {
  for (int i = 0; i < info.num_inputs(); ++i) {
    input_names_.push_back(info.node().op().inputs()[i].name);
    if (i >= variables && i != gradient && i != indices) scalars_.push_back(i);
  }
}

absl::Status UpdateKernel::CheckScalars(const KernelContext& context) const {
  for (int i : scalars_) {
    if (context.input(i).rank() == 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        input_names_[i],
        " is not a scalar: ", context.input(i).shape().ToString()));
  }
  return absl::OkStatus();
}

// That variable i has a value of the gradient's dtype.
absl::Status UpdateKernel::CheckValue(const KernelContext& context, int i,
                                      const Tensor& value) const {
  if (!value) {
    return absl::FailedPreconditionError(
        absl::StrCat("Attempting to use uninitialized variables: ",
                     context.input(i).scalar<ResourceHandle>().name()));
  }
  if (value.dtype() != dtype_) {
    return absl::InvalidArgumentError(
        absl::StrCat("Trying to update variable with wrong dtype. Expected ",
                     DTypeName(value.dtype()), " got ", DTypeName(dtype_)));
  }
  return absl::OkStatus();
}

absl::Status UpdateKernel::Compute(KernelContext& context) const {
  RETURN_IF_ERROR(CheckScalars(context));
  VariableState* variables[UpdateArguments::kMaxStates];
  for (int i = 0; i < variables_; ++i) {
    ASSIGN_OR_RETURN(variables[i], VariableOf(context.input(i)));
  }
  UpdateArguments arguments = {};
  arguments.gradient = context.input(gradient_).raw();
  for (size_t k = 0; k < scalars_.size(); ++k) {
    arguments.scalars[k] = context.input(scalars_[k]).raw();
  }
  RETURN_IF_ERROR(
      UpdateVariables(absl::MakeConstSpan(variables, variables_),
                      [&](absl::Span<Tensor* const> values) -> absl::Status {
                        for (int i = 0; i < variables_; ++i) {
                          RETURN_IF_ERROR(CheckValue(context, i, *values[i]));
                        }
                        return Update(context, values, arguments);
                      }));
  if (context.num_outputs() == 0) return absl::OkStatus();
  return context.SetOutput(0, context.input(0));
}

absl::Status ApplyKernel::Update(const KernelContext& context,
                                 absl::Span<Tensor* const> values,
                                 UpdateArguments arguments) const {
  const Tensor& delta = context.input(gradient());
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i]->shape() != delta.shape()) {
      return absl::InvalidArgumentError(absl::StrCat(
          input_name(static_cast<int>(i)), " and ", input_name(gradient()),
          " do not have the same shape", values[i]->shape().ToString(), " ",
          delta.shape().ToString()));
    }
    arguments.states[i] = values[i]->mutable_raw();
  }
  context.ParallelRange(
      delta.num_elements(), kUpdateGrain,
      [&](int64_t begin, int64_t end) { update()(arguments, begin, end); });
  return absl::OkStatus();
}

}  // namespace thalweg
