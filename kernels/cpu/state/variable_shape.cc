// VariableShape on the CPU.
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/shape_of.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

class VariableShapeKernel final : public Kernel {
 public:
  explicit VariableShapeKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const VariableState* variable,
                     VariableOf(context.input(0)));
    const Tensor value = variable->Read();
    if (!value) return UninitializedVariable(context.input(0));
    return OutputDims(context, 0, value.shape());
  }
};

const KernelRegistration kVariableShape =
    CpuKernel<VariableShapeKernel>("VariableShape");

}  // namespace
}  // namespace thalweg
