// _ReadReference on any device.
#include <utility>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

class ReadReferenceKernel : public Kernel {
 public:
  explicit ReadReferenceKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const VariableState* variable,
                     VariableOf(context.input(0)));
    Tensor value = variable->Read();
    if (value) return context.SetOutput(0, std::move(value));
    return absl::FailedPreconditionError(
        absl::StrCat("Attempting to use uninitialized value ",
                     context.input(0).scalar<ResourceHandle>().name()));
  }
};

const KernelRegistration kReadReference =
    AnyDeviceKernel<ReadReferenceKernel>("_ReadReference");

}  // namespace
}  // namespace thalweg
