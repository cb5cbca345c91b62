// Pad and PadV2 on the CPU.
#include "thalweg/ops/array/pad.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/array/index_input.h"
#include "thalweg/kernels/cpu/array/strided_copy.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"

namespace thalweg {
namespace {

struct Padding {
  Shape output;
  StridedCopy inner;
  // Boxes that together are the margin, each filled with one element.
  std::vector<StridedCopy> margin;
};

// The box of the margin at `begin` of axis `at`, `size` long: the input's
// extent along axes before, everything along axes after.
StridedCopy MarginBox(DType dtype, const Shape& input, const Shape& output,
                      const IndexVector& paddings, int at, int64_t begin,
                      int64_t size) {
  const Shape::Dims to = ContiguousStrides(output);
  absl::InlinedVector<CopyAxis, 4> axes;
  int64_t offset = begin * to[at];
  for (int i = 0; i < output.rank(); ++i) {
    if (i < at) offset += paddings[2 * i] * to[i];
    axes.push_back({i < at    ? input.dim(i)
                    : i == at ? size
                              : output.dim(i),
                    0, to[i]});
  }
  return StridedCopy(dtype, axes, 0, offset);
}

absl::StatusOr<Padding> PlanPad(DType dtype, const Shape& input,
                                const Tensor& paddings_tensor) {
  const Shape& shape = paddings_tensor.shape();
  if (shape.rank() != 2 || shape.dim(1) != 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "paddings must be a matrix with 2 columns: ", shape.ToString()));
  }
  ASSIGN_OR_RETURN(const IndexVector paddings, ReadIndices(paddings_tensor));
  Padding padding;
  ASSIGN_OR_RETURN(padding.output, PaddedShape(input, paddings));
  const Shape::Dims from = ContiguousStrides(input);
  const Shape::Dims to = ContiguousStrides(padding.output);
  absl::InlinedVector<CopyAxis, 4> axes;
  int64_t offset = 0;
  for (int i = 0; i < input.rank(); ++i) {
    const int64_t before = paddings[2 * i];
    const int64_t after = paddings[2 * i + 1];
    axes.push_back({input.dim(i), from[i], to[i]});
    offset += before * to[i];
    for (const auto& [begin, size] :
         {std::pair(int64_t{0}, before),
          std::pair(before + input.dim(i), after)}) {
      if (size == 0) continue;
      padding.margin.push_back(
          MarginBox(dtype, input, padding.output, paddings, i, begin, size));
    }
  }
  padding.inner = StridedCopy(dtype, axes, 0, offset);
  return padding;
}

class PadKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<PadKernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(Tensor zero, Tensor::Zeros(info.input_dtype(0), {}));
    auto kernel = std::make_unique<PadKernel>(std::move(zero));
    if (info.input_shape(0).IsFullyDefined() && info.constant(1) != nullptr) {
      ASSIGN_OR_RETURN(
          kernel->padding_,
          PlanPad(info.input_dtype(0), info.input_shape(0), *info.constant(1)));
    }
    return kernel;
  }
  explicit PadKernel(Tensor zero) : zero_(std::move(zero)) {}

  absl::Status Compute(KernelContext& context) const override {
    if (padding_.has_value()) return Run(*padding_, context);
    ASSIGN_OR_RETURN(
        const Padding padding,
        PlanPad(zero_.dtype(), context.input(0).shape(), context.input(1)));
    return Run(padding, context);
  }

 private:
  absl::Status Run(const Padding& padding, KernelContext& context) const {
    const Tensor& value = context.num_inputs() > 2 ? context.input(2) : zero_;
    if (value.rank() != 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("constant_values must be a scalar. Found: ",
                       value.shape().ToString()));
    }
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, padding.output));
    padding.inner.Run(context, context.input(0).raw(), output->mutable_raw());
    for (const StridedCopy& box : padding.margin) {
      box.Run(context, value.raw(), output->mutable_raw());
    }
    return absl::OkStatus();
  }

  const Tensor zero_;
  // Set where shape and paddings are the same in every run.
  std::optional<Padding> padding_;
};

const KernelRegistration kPad = CpuKernel<PadKernel>("Pad");
const KernelRegistration kPadV2 = CpuKernel<PadKernel>("PadV2");

}  // namespace
}  // namespace thalweg
