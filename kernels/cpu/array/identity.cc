// Identity and StopGradient on the CPU.
#include "thalweg/kernels/cpu/array/pass_through.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

class IdentityKernel final : public Kernel {
 public:
  explicit IdentityKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    return PassThrough(context);
  }
};

const KernelRegistration kIdentity = CpuKernel<IdentityKernel>("Identity");
const KernelRegistration kStopGradient =
    CpuKernel<IdentityKernel>("StopGradient");

}  // namespace
}  // namespace thalweg
