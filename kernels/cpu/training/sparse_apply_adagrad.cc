// SparseApplyAdagrad and ResourceSparseApplyAdagrad on the CPU.
#include "thalweg/ops/training/sparse_apply_adagrad.h"

#include <memory>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/training/apply_kernel.h"

namespace thalweg {
namespace {

class SparseApplyAdagradKernel : public SparseApplyKernel {
 public:
  static absl::StatusOr<std::unique_ptr<SparseApplyAdagradKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<SparseApplyAdagradAttrs>());
    return std::make_unique<SparseApplyAdagradKernel>(
        info, attrs.update_slots ? UpdateRule::kAdagrad
                                 : UpdateRule::kAdagradOfFixedSlots);
  }
  SparseApplyAdagradKernel(const KernelInfo& info, UpdateRule rule)
      : SparseApplyKernel(info, rule, /*variables=*/2, /*gradient=*/3,
                          /*indices=*/4) {}
};

const KernelRegistration kSparseApplyAdagrad =
    CpuKernel<SparseApplyAdagradKernel>("SparseApplyAdagrad")
        .For("T", kFloating | kComplex);
const KernelRegistration kResourceSparseApplyAdagrad =
    CpuKernel<SparseApplyAdagradKernel>("ResourceSparseApplyAdagrad")
        .For("T", kFloating | kComplex);

}  // namespace
}  // namespace thalweg
