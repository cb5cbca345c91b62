// Assign on any device, AssignAdd and AssignSub on the CPU.
#include "thalweg/ops/state/assign.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/state/accumulate.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

class AssignKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<AssignKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const AssignAttrs attrs, info.attrs<AssignAttrs>());
    return std::make_unique<AssignKernel>(attrs.validate_shape);
  }
  explicit AssignKernel(bool validate_shape)
      : validate_shape_(validate_shape) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& value = context.input(1);
    ASSIGN_OR_RETURN(VariableState * variable, VariableOf(context.input(0)));
    if (validate_shape_ && !variable->shape().IsCompatibleWith(value.shape())) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Assign requires shapes of both tensors to match. lhs shape= ",
          variable->shape().ToString(),
          " rhs shape= ", value.shape().ToString()));
    }
    RETURN_IF_ERROR(variable->Store(value));
    return context.SetOutput(0, context.input(0));
  }

 private:
  const bool validate_shape_;
};

template <Accumulation accumulation>
class AssignUpdateKernel : public Kernel {
 public:
  explicit AssignUpdateKernel(const KernelInfo& info)
      : accumulate_(FindAccumulate(info.input_dtype(1), accumulation)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& reference = context.input(0);
    ASSIGN_OR_RETURN(VariableState * variable, VariableOf(reference));
    RETURN_IF_ERROR(variable->Update([&](Tensor& to) {
      return Accumulate(context, reference.scalar<ResourceHandle>().name(), to);
    }));
    return context.SetOutput(0, reference);
  }

 private:
  absl::Status Accumulate(const KernelContext& context, const std::string& name,
                          Tensor& to) const {
    const Tensor& from = context.input(1);
    if (!to) {
      return absl::FailedPreconditionError(
          absl::StrCat("Attempting to use uninitialized value ", name));
    }
    if (to.shape() != from.shape()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Parameters and update must be the same size: the variable is ",
          to.shape().ToString(), ", the update ", from.shape().ToString()));
    }
    context.ParallelRange(
        to.num_elements(), kAccumulateGrain, [&](int64_t begin, int64_t end) {
          accumulate_(from.raw(), to.mutable_raw(), begin, end);
        });
    return absl::OkStatus();
  }

  const AccumulateFunction accumulate_;
};

const KernelRegistration kAssign = AnyDeviceKernel<AssignKernel>("Assign");
const KernelRegistration kAssignAdd =
    CpuKernel<AssignUpdateKernel<Accumulation::kAdd>>("AssignAdd")
        .For("T", kNumbers);
const KernelRegistration kAssignSub =
    CpuKernel<AssignUpdateKernel<Accumulation::kSubtract>>("AssignSub")
        .For("T", kNumbers);

}  // namespace
}  // namespace thalweg
