// Shape, ShapeN, Size and Rank on the CPU.
#include "thalweg/kernels/cpu/array/shape_of.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

// Writes `value` as element `i` of an int32 or int64 tensor.
absl::Status StoreInteger(int64_t value, int i, Tensor& output) {
  if (output.dtype() == kInt64) {
    output.mutable_data<int64_t>()[i] = value;
    return absl::OkStatus();
  }
  if (value > std::numeric_limits<int32_t>::max()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the output type is 32-bit, but the result holds ", value));
  }
  output.mutable_data<int32_t>()[i] = static_cast<int32_t>(value);
  return absl::OkStatus();
}

// Of Shape too, which is ShapeN of one input.
class ShapeKernel final : public Kernel {
 public:
  explicit ShapeKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    for (int n = 0; n < context.num_inputs(); ++n) {
      if (!context.wanted(n)) continue;
      RETURN_IF_ERROR(OutputDims(context, n, context.input(n).shape()));
    }
    return absl::OkStatus();
  }
};

const KernelRegistration kShape = CpuKernel<ShapeKernel>("Shape");
const KernelRegistration kShapeN = CpuKernel<ShapeKernel>("ShapeN");

class SizeKernel final : public Kernel {
 public:
  explicit SizeKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, Shape()));
    return StoreInteger(context.input(0).num_elements(), 0, *output);
  }
};

const KernelRegistration kSize = CpuKernel<SizeKernel>("Size");

class RankKernel final : public Kernel {
 public:
  explicit RankKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, Shape()));
    *output->mutable_data<int32_t>() = context.input(0).rank();
    return absl::OkStatus();
  }
};

const KernelRegistration kRank = CpuKernel<RankKernel>("Rank");

}  // namespace

absl::Status OutputDims(KernelContext& context, int output,
                        const Shape& shape) {
  ASSIGN_OR_RETURN(Tensor * dims, context.Output(output, {shape.rank()}));
  for (int i = 0; i < shape.rank(); ++i) {
    RETURN_IF_ERROR(StoreInteger(shape.dim(i), i, *dims));
  }
  return absl::OkStatus();
}

}  // namespace thalweg
