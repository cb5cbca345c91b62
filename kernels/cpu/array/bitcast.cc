// Bitcast on the CPU.
#include "thalweg/ops/array/bitcast.h"

#include <cstdint>
#include <cstring>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

class BitcastKernel final : public Kernel {
 public:
  explicit BitcastKernel(const KernelInfo& info)
      : from_(info.input_dtype(0)), to_(info.output_dtype(0)) {}

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& input = context.input(0);
    ASSIGN_OR_RETURN(const Shape shape,
                     BitcastShape(input.shape(), from_, to_));
    if (!context.planned(0) && input.owned() && IsAligned(input)) {
      return context.SetOutput(0, Tensor(to_, shape, input.buffer(),
                                         const_cast<void*>(input.raw())));
    }
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    if (output->raw() != input.raw() && input.num_bytes() > 0) {
      std::memcpy(output->mutable_raw(), input.raw(), input.num_bytes());
    }
    return absl::OkStatus();
  }

 private:
  // A part of a tensor of smaller elements may lie anywhere.
  bool IsAligned(const Tensor& input) const {
    return reinterpret_cast<uintptr_t>(input.raw()) % DTypeSize(to_) == 0;
  }

  const DType from_;
  const DType to_;
};

const KernelRegistration kBitcast = CpuKernel<BitcastKernel>("Bitcast");

}  // namespace
}  // namespace thalweg
