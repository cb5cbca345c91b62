// ReadVariableOp on any device.
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

class ReadVariableKernel : public Kernel {
 public:
  explicit ReadVariableKernel(const KernelInfo& info)
      : dtype_(info.output_dtype(0)) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const VariableState* variable,
                     VariableOf(context.input(0)));
    Tensor value = variable->Read();
    if (!value) return UninitializedVariable(context.input(0));
    if (value.dtype() != dtype_) {
      return absl::InvalidArgumentError(
          absl::StrCat("Trying to read variable with wrong dtype. Expected ",
                       DTypeName(dtype_), " got ", DTypeName(value.dtype())));
    }
    return context.SetOutput(0, std::move(value));
  }

 private:
  const DType dtype_;
};

const KernelRegistration kReadVariableOp =
    AnyDeviceKernel<ReadVariableKernel>("ReadVariableOp");

}  // namespace
}  // namespace thalweg
