// ApplyAdam and ResourceApplyAdam on the CPU.
#include "thalweg/ops/training/apply_adam.h"

#include <memory>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/training/apply_kernel.h"

namespace thalweg {
namespace {

class ApplyAdamKernel : public ApplyKernel {
 public:
  static absl::StatusOr<std::unique_ptr<ApplyAdamKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<ApplyAdamAttrs>());
    return std::make_unique<ApplyAdamKernel>(
        info,
        attrs.use_nesterov ? UpdateRule::kNesterovAdam : UpdateRule::kAdam);
  }
  ApplyAdamKernel(const KernelInfo& info, UpdateRule rule)
      : ApplyKernel(info, rule, /*variables=*/3, /*gradient=*/9) {}
};

const KernelRegistration kApplyAdam =
    CpuKernel<ApplyAdamKernel>("ApplyAdam").For("T", kFloating | kComplex);
const KernelRegistration kResourceApplyAdam =
    CpuKernel<ApplyAdamKernel>("ResourceApplyAdam")
        .For("T", kFloating | kComplex);

}  // namespace
}  // namespace thalweg
