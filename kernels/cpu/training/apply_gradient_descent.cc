// ApplyGradientDescent and ResourceApplyGradientDescent on the CPU.
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/training/apply_kernel.h"

namespace thalweg {
namespace {

class ApplyGradientDescentKernel : public ApplyKernel {
 public:
  explicit ApplyGradientDescentKernel(const KernelInfo& info)
      : ApplyKernel(info, UpdateRule::kGradientDescent, /*variables=*/1,
                    /*gradient=*/2) {}
};

const KernelRegistration kApplyGradientDescent =
    CpuKernel<ApplyGradientDescentKernel>("ApplyGradientDescent")
        .For("T", kFloating | kComplex);
const KernelRegistration kResourceApplyGradientDescent =
    CpuKernel<ApplyGradientDescentKernel>("ResourceApplyGradientDescent")
        .For("T", kFloating | kComplex);

}  // namespace
}  // namespace thalweg
