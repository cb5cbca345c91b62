// ResourceSparseApplyKerasMomentum on the CPU.
#include "thalweg/ops/training/sparse_apply_keras_momentum.h"

#include <memory>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/training/apply_kernel.h"

namespace thalweg {
namespace {

class SparseApplyKerasMomentumKernel : public SparseApplyKernel {
 public:
  static absl::StatusOr<std::unique_ptr<SparseApplyKerasMomentumKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs,
                     info.attrs<SparseApplyKerasMomentumAttrs>());
    return std::make_unique<SparseApplyKerasMomentumKernel>(
        info, attrs.use_nesterov ? UpdateRule::kNesterovKerasMomentum
                                 : UpdateRule::kKerasMomentum);
  }
  SparseApplyKerasMomentumKernel(const KernelInfo& info, UpdateRule rule)
      : SparseApplyKernel(info, rule, /*variables=*/2, /*gradient=*/3,
                          /*indices=*/4) {}
};

const KernelRegistration kResourceSparseApplyKerasMomentum =
    CpuKernel<SparseApplyKerasMomentumKernel>(
        "ResourceSparseApplyKerasMomentum")
        .For("T", kFloating | kComplex);

}  // namespace
}  // namespace thalweg
