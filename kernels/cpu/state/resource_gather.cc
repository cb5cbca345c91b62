// ResourceGather and ResourceGatherNd on the CPU.
#include "thalweg/ops/state/resource_gather.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/gather.h"
#include "thalweg/kernels/cpu/array/gather_nd.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/variable.h"

namespace thalweg {
namespace {

// The value of the variable whose handle is input 0.
absl::StatusOr<Tensor> ReadValue(const KernelContext& context, DType dtype) {
  ASSIGN_OR_RETURN(const VariableState* variable, VariableOf(context.input(0)));
  Tensor value = variable->Read();
  if (!value) return UninitializedVariable(context.input(0));
  if (value.dtype() == dtype) return value;
  return absl::InvalidArgumentError(
      absl::StrCat("Trying to read variable with wrong dtype. Expected ",
                   DTypeName(dtype), " got ", DTypeName(value.dtype())));
}

class ResourceGatherKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<ResourceGatherKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<ResourceGatherAttrs>());
    return std::make_unique<ResourceGatherKernel>(info.output_dtype(0),
                                                  attrs.batch_dims);
  }
  ResourceGatherKernel(DType dtype, int64_t batch_dims)
      : dtype_(dtype), batch_dims_(batch_dims) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const Tensor params, ReadValue(context, dtype_));
    const Tensor& indices = context.input(1);
    if (params.rank() == 0) {
      return absl::InvalidArgumentError(
          "params must be at least 1 dimensional");
    }
    ASSIGN_OR_RETURN(const GatherExtent extent,
                     ResolveGather(params.shape(), indices.shape(), batch_dims_,
                                   batch_dims_));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, extent.output));
    return GatherSlices(context,
                        SizesOf(params.shape(), indices.shape(), extent),
                        params, indices, *output);
  }

 private:
  const DType dtype_;
  const int64_t batch_dims_;
};

class ResourceGatherNdKernel final : public Kernel {
 public:
  explicit ResourceGatherNdKernel(const KernelInfo& info)
      : dtype_(info.output_dtype(0)) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const Tensor params, ReadValue(context, dtype_));
    return GatherNdSlices(context, params, context.input(1),
                          /*ignores_bad=*/false);
  }

 private:
  const DType dtype_;
};

const KernelRegistration kResourceGather =
    CpuKernel<ResourceGatherKernel>("ResourceGather");
const KernelRegistration kResourceGatherNd =
    CpuKernel<ResourceGatherNdKernel>("ResourceGatherNd");

}  // namespace
}  // namespace thalweg
