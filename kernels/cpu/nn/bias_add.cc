#include "thalweg/ops/nn/bias_add.h"

#include <optional>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/broadcast.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/elementwise.h"
#include "thalweg/kernels/cpu/math/plain_loops.h"
#include "thalweg/kernels/cpu/math/reducer.h"

namespace thalweg {
namespace {

template <class T>
void AddPlain(const void* x_data, const void* y_data, void* z_data, int64_t n) {
  const auto* x = static_cast<const T*>(x_data);
  const auto* y = static_cast<const T*>(y_data);
  StoreEach(static_cast<T*>(z_data), n,
            [x, y](int64_t i) { return static_cast<T>(x[i] + y[i]); });
}

BinaryFunction AddFunction(DType dtype) {
  if (kFloating.contains(dtype)) return FindFloatingBinary("AddV2", dtype);
  if (kComplex.contains(dtype)) {
    return ComplexTypes::For(
        dtype, [](auto zero) { return &AddPlain<decltype(zero)>; });
  }
  // Unsigned, so that sums wrap around.
  return UnsignedTypes::For(
      AsUnsigned(dtype), [](auto zero) { return &AddPlain<decltype(zero)>; });
}

class BiasAddKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<BiasAddAttrs>());
    auto kernel = std::make_unique<BiasAddKernel>();
    ASSIGN_OR_RETURN(kernel->format_, ParseImageFormat(attrs.data_format));
    kernel->add_ = AddFunction(info.input_dtype(0));
    kernel->element_size_ = DTypeSize(info.input_dtype(0));
    const Shape& value = info.input_shape(0);
    const Shape& bias = info.input_shape(1);
    if (value.IsFullyDefined() && bias.IsFullyDefined()) {
      ASSIGN_OR_RETURN(kernel->loop_, kernel->MakeLoop(value, bias));
    }
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    if (loop_.has_value()) return Run(context, *loop_);
    ASSIGN_OR_RETURN(const Broadcast loop, MakeLoop(context.input(0).shape(),
                                                    context.input(1).shape()));
    return Run(context, loop);
  }

 private:
  absl::StatusOr<Broadcast> MakeLoop(const Shape& value,
                                     const Shape& bias) const {
    RETURN_IF_ERROR(CheckBias(value, bias, format_).status());
    Shape aligned = bias;
    for (int i = BiasDim(value.rank(), format_) + 1; i < value.rank(); ++i) {
      aligned.AddDim(1);
    }
    const Shape* const shapes[] = {&value, &aligned};
    return Broadcast::Make(shapes);
  }

  absl::Status Run(KernelContext& context, const Broadcast& loop) const {
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, loop.output_shape()));
    char* const sums = static_cast<char*>(output->mutable_raw());
    const Broadcast::Operand operands[] = {
        {context.input(0).raw(), element_size_},
        {context.input(1).raw(), element_size_}};
    const auto body = [&](const void* const* operand, int64_t first,
                          int64_t n) {
      add_(operand[0], operand[1], sums + first * element_size_, n);
    };
    context.ParallelRange(loop.size(), kCheapGrain,
                          [&](int64_t begin, int64_t end) {
                            loop.ForEachPiece(operands, begin, end, body);
                          });
    return absl::OkStatus();
  }

  ImageFormat format_ = ImageFormat::kNhwc;
  BinaryFunction add_ = nullptr;
  size_t element_size_ = 0;
  std::optional<Broadcast> loop_;
};

class BiasAddGradKernel final : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<BiasAddAttrs>());
    auto kernel = std::make_unique<BiasAddGradKernel>();
    ASSIGN_OR_RETURN(kernel->format_, ParseImageFormat(attrs.data_format));
    kernel->sum_ = Reducer(ReductionOp::kSum, info.input_dtype(0));
    if (info.input_shape(0).IsFullyDefined()) {
      ASSIGN_OR_RETURN(kernel->plan_, kernel->MakePlan(info.input_shape(0)));
    }
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const override {
    if (plan_.has_value()) {
      return sum_.Run(context, *plan_, context.scratch());
    }
    ASSIGN_OR_RETURN(const ReductionPlan plan,
                     MakePlan(context.input(0).shape()));
    return sum_.Run(context, plan);
  }

  size_t scratch_bytes() const override {
    return plan_.has_value() ? sum_.ScratchBytes(*plan_) : 0;
  }

 private:
  absl::StatusOr<ReductionPlan> MakePlan(const Shape& shape) const {
    RETURN_IF_ERROR(CheckBias(shape, Shape::Unknown(), format_).status());
    AxisMask summed(shape.rank(), true);
    summed[BiasDim(shape.rank(), format_)] = false;
    return PlanReduction(shape, summed, /*keep_dims=*/false);
  }

  ImageFormat format_ = ImageFormat::kNhwc;
  Reducer sum_;
  std::optional<ReductionPlan> plan_;
};

const KernelRegistration kBiasAdd =
    CpuKernel<BiasAddKernel>("BiasAdd").For("T", kNumbers);
// Where there is no format, the channels are last.
const KernelRegistration kBiasAddV1 =
    CpuKernel<BiasAddKernel>("BiasAddV1").For("T", kNumbers);
const KernelRegistration kBiasAddGrad =
    CpuKernel<BiasAddGradKernel>("BiasAddGrad").For("T", kNumbers);

}  // namespace
}  // namespace thalweg
