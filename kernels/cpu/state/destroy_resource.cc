// DestroyResourceOp on any device.
#include "thalweg/ops/state/destroy_resource.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

class DestroyResourceKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<DestroyResourceKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<DestroyResourceAttrs>());
    return std::make_unique<DestroyResourceKernel>(attrs.ignore_lookup_error);
  }
  explicit DestroyResourceKernel(bool ignore_lookup_error)
      : ignore_lookup_error_(ignore_lookup_error) {}

  // The variable itself stays, so that all plans go on sharing one.
  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(VariableState * variable, VariableOf(context.input(0)));
    if (!ignore_lookup_error_ && !variable->initialized()) {
      const auto& handle = context.input(0).scalar<ResourceHandle>();
      return absl::NotFoundError(absl::StrCat("Resource ", handle.container(),
                                              "/", handle.name(),
                                              "/Variable does not exist."));
    }
    variable->Clear();
    return absl::OkStatus();
  }

 private:
  const bool ignore_lookup_error_;
};

const KernelRegistration kDestroyResourceOp =
    AnyDeviceKernel<DestroyResourceKernel>("DestroyResourceOp");

}  // namespace
}  // namespace thalweg
