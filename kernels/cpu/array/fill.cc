// Fill on the CPU.
#include "thalweg/ops/array/fill.h"

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

absl::StatusOr<Shape> ReadDims(const Tensor& tensor) {
  if (tensor.rank() > 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "dims must represent a vector, got shape ", tensor.shape().ToString()));
  }
  ASSIGN_OR_RETURN(const IndexVector dims, ReadIndices(tensor));
  return FilledShape(dims);
}

class FillKernel final : public Kernel {
 public:
  explicit FillKernel(const KernelInfo&) {}
  absl::Status Compute(KernelContext& context) const override {
    const Tensor& value = context.input(1);
    if (value.rank() > 1 || value.num_elements() != 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("value must represent a scalar, got shape ",
                       value.shape().ToString()));
    }
    // A planned shape was inferred from the dims.
    if (context.planned(0)) {
      Fill(context, value, context.output(0));
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const Shape shape, ReadDims(context.input(0)));
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, shape));
    Fill(context, value, *output);
    return absl::OkStatus();
  }

 private:
  static void Fill(const KernelContext& context, const Tensor& value,
                   Tensor& output) {
    FillElements(context, value.dtype(), value.raw(), output.num_elements(),
                 output.mutable_raw());
  }
};

const KernelRegistration kFill =
    CpuKernel<FillKernel>("Fill").For("index_type", kIndices);

}  // namespace
}  // namespace thalweg
