// IsVariableInitialized and VarIsInitializedOp on any device.
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

class IsInitializedKernel : public Kernel {
 public:
  explicit IsInitializedKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const VariableState* variable,
                     VariableOf(context.input(0)));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, Shape()));
    *output->mutable_data<bool>() = variable->initialized();
    return absl::OkStatus();
  }
};

const KernelRegistration kIsVariableInitialized =
    AnyDeviceKernel<IsInitializedKernel>("IsVariableInitialized")
        .HostMemory("is_initialized");
const KernelRegistration kVarIsInitializedOp =
    AnyDeviceKernel<IsInitializedKernel>("VarIsInitializedOp")
        .HostMemory("is_initialized");

}  // namespace
}  // namespace thalweg
