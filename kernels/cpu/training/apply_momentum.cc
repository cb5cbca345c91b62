// ApplyMomentum and ResourceApplyMomentum on the CPU.
#include "thalweg/ops/training/apply_momentum.h"

#include <memory>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/training/apply_kernel.h"

namespace thalweg {
namespace {

class ApplyMomentumKernel : public ApplyKernel {
 public:
  static absl::StatusOr<std::unique_ptr<ApplyMomentumKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<ApplyMomentumAttrs>());
    return std::make_unique<ApplyMomentumKernel>(
        info, attrs.use_nesterov ? UpdateRule::kNesterovMomentum
                                 : UpdateRule::kMomentum);
  }
  ApplyMomentumKernel(const KernelInfo& info, UpdateRule rule)
      : ApplyKernel(info, rule, /*variables=*/2, /*gradient=*/3) {}
};

const KernelRegistration kApplyMomentum =
    CpuKernel<ApplyMomentumKernel>("ApplyMomentum")
        .For("T", kFloating | kComplex);
const KernelRegistration kResourceApplyMomentum =
    CpuKernel<ApplyMomentumKernel>("ResourceApplyMomentum")
        .For("T", kFloating | kComplex);

}  // namespace
}  // namespace thalweg
