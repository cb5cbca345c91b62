// BroadcastGradientArgs on the CPU.
#include "thalweg/ops/math/broadcast_gradient_args.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

absl::Status WriteAxes(KernelContext& context, int i,
                       absl::Span<const int64_t> axes) {
  if (!context.wanted(i)) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      Tensor * output,
      context.Output(i, Shape({static_cast<int64_t>(axes.size())})));
  if (output->dtype() == kInt32) {
    std::copy(axes.begin(), axes.end(), output->mutable_data<int32_t>());
  } else {
    std::copy(axes.begin(), axes.end(), output->mutable_data<int64_t>());
  }
  return absl::OkStatus();
}

class BroadcastGradientArgsKernel final : public Kernel {
 public:
  explicit BroadcastGradientArgsKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const IndexVector s0,
                     ReadIndexVector(context.input(0), "s0"));
    ASSIGN_OR_RETURN(const IndexVector s1,
                     ReadIndexVector(context.input(1), "s1"));
    ASSIGN_OR_RETURN(const RepeatedAxesOfBoth axes,
                     BroadcastReductions(s0, s1));
    RETURN_IF_ERROR(WriteAxes(context, 0, axes.r0));
    return WriteAxes(context, 1, axes.r1);
  }
};

const KernelRegistration kBroadcastGradientArgs =
    CpuKernel<BroadcastGradientArgsKernel>("BroadcastGradientArgs")
        .For("T", kIndices)
        .HostMemory("s0")
        .HostMemory("s1")
        .HostMemory("r0")
        .HostMemory("r1");

}  // namespace
}  // namespace thalweg
