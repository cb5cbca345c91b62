// BroadcastArgs on the CPU.
#include "thalweg/ops/array/broadcast_args.h"

#include <algorithm>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

template <class T>
class BroadcastArgsKernel final : public Kernel {
 public:
  explicit BroadcastArgsKernel(const KernelInfo&) {}

  absl::Status Compute(KernelContext& context) const override {
    ASSIGN_OR_RETURN(const IndexVector s0,
                     ReadIndexVector(context.input(0), "s0"));
    ASSIGN_OR_RETURN(const IndexVector s1,
                     ReadIndexVector(context.input(1), "s1"));
    ASSIGN_OR_RETURN(const std::vector<int64_t> dims, BroadcastDims(s0, s1));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        Tensor * output,
        context.Output(0, Shape({static_cast<int64_t>(dims.size())})));
    std::copy(dims.begin(), dims.end(), output->mutable_data<T>());
    return absl::OkStatus();
  }
};

const CpuKernelOf<BroadcastArgsKernel, int32_t, int64_t> kBroadcastArgs(
    "BroadcastArgs", "T");

}  // namespace
}  // namespace thalweg
