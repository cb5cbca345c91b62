// AssignVariableOp on any device, AssignAddVariableOp and AssignSubVariableOp
// on the CPU.
#include "thalweg/ops/state/assign_variable.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/state/accumulate.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

absl::Status RequireDType(const VariableState& variable, const Tensor& value) {
  if (variable.dtype() == value.dtype()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "Trying to assign variable with wrong dtype. Expected ",
      DTypeName(variable.dtype()), " got ", DTypeName(value.dtype())));
}

absl::Status RequireShape(const Shape& expected, const Tensor& value) {
  if (expected.IsCompatibleWith(value.shape())) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "Trying to assign to variable with tensor with wrong shape. Expected ",
      expected.ToString(), " got ", value.shape().ToString()));
}

class AssignVariableKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<AssignVariableKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<AssignVariableAttrs>());
    return std::make_unique<AssignVariableKernel>(attrs.validate_shape);
  }
  explicit AssignVariableKernel(bool validate_shape)
      : validate_shape_(validate_shape) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& value = context.input(1);
    ASSIGN_OR_RETURN(VariableState * variable, VariableOf(context.input(0)));
    RETURN_IF_ERROR(RequireDType(*variable, value));
    // Plans rely on the declared shape, whatever validate_shape says.
    RETURN_IF_ERROR(RequireShape(variable->shape(), value));
    if (validate_shape_) {
      const Tensor before = variable->Read();
      if (before) RETURN_IF_ERROR(RequireShape(before.shape(), value));
    }
    return variable->Store(value);
  }

 private:
  const bool validate_shape_;
};

template <Accumulation accumulation>
class AssignUpdateVariableKernel : public Kernel {
 public:
  explicit AssignUpdateVariableKernel(const KernelInfo& info)
      : accumulate_(FindAccumulate(info.input_dtype(1), accumulation)) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(VariableState * variable, VariableOf(context.input(0)));
    RETURN_IF_ERROR(RequireDType(*variable, context.input(1)));
    return variable->Update(
        [&](Tensor& to) { return Accumulate(context, to); });
  }

 private:
  absl::Status Accumulate(const KernelContext& context, Tensor& to) const {
    const Tensor& from = context.input(1);
    if (!to) return UninitializedVariable(context.input(0));
    if (to.shape() != from.shape()) {
      return absl::InvalidArgumentError(
          absl::StrCat("Cannot update variable with shape ",
                       to.shape().ToString(), " using a Tensor with shape ",
                       from.shape().ToString(), ", shapes must be equal."));
    }
    context.ParallelRange(
        to.num_elements(), kAccumulateGrain, [&](int64_t begin, int64_t end) {
          accumulate_(from.raw(), to.mutable_raw(), begin, end);
        });
    return absl::OkStatus();
  }

  const AccumulateFunction accumulate_;
};

const KernelRegistration kAssignVariableOp =
    AnyDeviceKernel<AssignVariableKernel>("AssignVariableOp");
const KernelRegistration kAssignAddVariableOp =
    CpuKernel<AssignUpdateVariableKernel<Accumulation::kAdd>>(
        "AssignAddVariableOp")
        .For("dtype", kNumbers);
const KernelRegistration kAssignSubVariableOp =
    CpuKernel<AssignUpdateVariableKernel<Accumulation::kSubtract>>(
        "AssignSubVariableOp")
        .For("dtype", kNumbers);

}  // namespace
}  // namespace thalweg
