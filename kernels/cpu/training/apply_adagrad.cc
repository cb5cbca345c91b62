// ApplyAdagrad and ResourceApplyAdagrad on the CPU.
#include "thalweg/ops/training/apply_adagrad.h"

#include <memory>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/training/apply_kernel.h"

namespace thalweg {
namespace {

class ApplyAdagradKernel : public ApplyKernel {
 public:
  static absl::StatusOr<std::unique_ptr<ApplyAdagradKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<ApplyAdagradAttrs>());
    return std::make_unique<ApplyAdagradKernel>(
        info, attrs.update_slots ? UpdateRule::kAdagrad
                                 : UpdateRule::kAdagradOfFixedSlots);
  }
  ApplyAdagradKernel(const KernelInfo& info, UpdateRule rule)
      : ApplyKernel(info, rule, /*variables=*/2, /*gradient=*/3) {}
};

const KernelRegistration kApplyAdagrad =
    CpuKernel<ApplyAdagradKernel>("ApplyAdagrad")
        .For("T", kFloating | kComplex);
const KernelRegistration kResourceApplyAdagrad =
    CpuKernel<ApplyAdagradKernel>("ResourceApplyAdagrad")
        .For("T", kFloating | kComplex);

}  // namespace
}  // namespace thalweg
