// NoOp on any device.
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

class NoOpKernel final : public Kernel {
 public:
  explicit NoOpKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext&) const override {
    return absl::OkStatus();
  }
};

const KernelRegistration kNoOp = AnyDeviceKernel<NoOpKernel>("NoOp");

}  // namespace
}  // namespace thalweg
