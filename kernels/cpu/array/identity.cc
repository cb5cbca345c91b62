// Identity and its kin on any device; DeepCopy and Snapshot on the CPU.
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

class IdentityKernel final : public Kernel {
 public:
  explicit IdentityKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    return context.SetOutput(0, context.input(0));
  }
};

const KernelRegistration kIdentity =
    AnyDeviceKernel<IdentityKernel>("Identity");
const KernelRegistration kStopGradient =
    AnyDeviceKernel<IdentityKernel>("StopGradient");
const KernelRegistration kPreventGradient =
    AnyDeviceKernel<IdentityKernel>("PreventGradient");
const KernelRegistration kGuaranteeConst =
    AnyDeviceKernel<IdentityKernel>("GuaranteeConst");

class IdentityNKernel final : public Kernel {
 public:
  explicit IdentityNKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    for (int i = 0; i < context.num_inputs(); ++i) {
      RETURN_IF_ERROR(context.SetOutput(i, context.input(i)));
    }
    return absl::OkStatus();
  }
};

const KernelRegistration kIdentityN =
    AnyDeviceKernel<IdentityNKernel>("IdentityN");

// Has memory of its own, or that of an input that nobody else needs.
class CopyKernel final : public Kernel {
 public:
  explicit CopyKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    const Tensor& input = context.input(0);
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, input.shape()));
    if (output->raw() != input.raw()) CopyElements(input, *output);
    return absl::OkStatus();
  }
};

const KernelRegistration kDeepCopy = CpuKernel<CopyKernel>("DeepCopy");
const KernelRegistration kSnapshot = CpuKernel<CopyKernel>("Snapshot");

}  // namespace
}  // namespace thalweg
