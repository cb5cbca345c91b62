// SparseApplyMomentum and ResourceSparseApplyMomentum on the CPU.
#include "thalweg/ops/training/sparse_apply_momentum.h"

#include <memory>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/training/apply_kernel.h"

namespace thalweg {
namespace {

class SparseApplyMomentumKernel : public SparseApplyKernel {
 public:
  static absl::StatusOr<std::unique_ptr<SparseApplyMomentumKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<SparseApplyMomentumAttrs>());
    return std::make_unique<SparseApplyMomentumKernel>(
        info, attrs.use_nesterov ? UpdateRule::kNesterovMomentum
                                 : UpdateRule::kMomentum);
  }
  SparseApplyMomentumKernel(const KernelInfo& info, UpdateRule rule)
      : SparseApplyKernel(info, rule, /*variables=*/2, /*gradient=*/3,
                          /*indices=*/4) {}
};

const KernelRegistration kSparseApplyMomentum =
    CpuKernel<SparseApplyMomentumKernel>("SparseApplyMomentum")
        .For("T", kFloating | kComplex);
const KernelRegistration kResourceSparseApplyMomentum =
    CpuKernel<SparseApplyMomentumKernel>("ResourceSparseApplyMomentum")
        .For("T", kFloating | kComplex);

}  // namespace
}  // namespace thalweg
