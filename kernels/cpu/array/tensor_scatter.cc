// TensorScatter* and ScatterNdNonAliasingAdd on the CPU: the input, changed.
#include "thalweg/ops/array/tensor_scatter.h"

#include <memory>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/scatter_slices.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

template <ScatterRule rule, bool flat_vector = false>
class TensorScatterKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<TensorScatterKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<BadIndicesAttrs>());
    ASSIGN_OR_RETURN(ScatterSlices scatter,
                     ScatterSlices::Create(
                         info.output_dtype(0),
                         {.rule = rule, .flat_vector = flat_vector}, attrs));
    return std::make_unique<TensorScatterKernel>(scatter);
  }
  explicit TensorScatterKernel(ScatterSlices scatter) : scatter_(scatter) {}

  absl::Status Compute(KernelContext& context) const override {
    if (!context.wanted(0)) return absl::OkStatus();
    const Tensor& tensor = context.input(0);
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, tensor.shape()));
    CopyForScatter(context, tensor, *output);
    return scatter_.Run(context, context.input(1), context.input(2), *output);
  }

 private:
  const ScatterSlices scatter_;
};

const KernelRegistration kUpdate =
    CpuKernel<TensorScatterKernel<ScatterRule::kAssign>>("TensorScatterUpdate")
        .For("T", kNumbers | DTypeSet{kBool, kString})
        .For("Tindices", kIndices);
const KernelRegistration kAdd =
    CpuKernel<TensorScatterKernel<ScatterRule::kAdd>>("TensorScatterAdd")
        .For("T", kNumbers);
const KernelRegistration kSub =
    CpuKernel<TensorScatterKernel<ScatterRule::kSub>>("TensorScatterSub")
        .For("T", kNumbers);
const KernelRegistration kMax =
    CpuKernel<TensorScatterKernel<ScatterRule::kMax>>("TensorScatterMax")
        .For("T", kRealNumbers);
const KernelRegistration kMin =
    CpuKernel<TensorScatterKernel<ScatterRule::kMin>>("TensorScatterMin")
        .For("T", kRealNumbers);
const KernelRegistration kNonAliasingAdd =
    CpuKernel<TensorScatterKernel<ScatterRule::kAdd, /*flat_vector=*/true>>(
        "ScatterNdNonAliasingAdd")
        .For("T", kNumbers | kBool);

}  // namespace
}  // namespace thalweg
