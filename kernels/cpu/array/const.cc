// Const on the CPU.
#include "thalweg/ops/array/const.h"

#include <memory>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/pass_through.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

class ConstKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<ConstKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(ConstAttrs attrs, info.attrs<ConstAttrs>());
    return std::make_unique<ConstKernel>(std::move(attrs.value));
  }
  explicit ConstKernel(Tensor value) : value_(std::move(value)) {}

  absl::Status Compute(KernelContext& context) const override {
    if (CopyToPlanned(value_, context)) return absl::OkStatus();
    return context.SetOutput(0, value_);
  }

 private:
  const Tensor value_;
};

const KernelRegistration kConst = CpuKernel<ConstKernel>("Const");

}  // namespace
}  // namespace thalweg
