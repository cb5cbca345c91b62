#include "thalweg/ops/math/batch_matmul.h"

#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/broadcast.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/converted_product.h"
#include "thalweg/kernels/cpu/math/product.h"

namespace thalweg {
namespace {

template <bool broadcast>
class BatchMatMulKernel final : public ShapePlanKernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<BatchMatMulKernel>(info);
    ASSIGN_OR_RETURN(kernel->attrs_, info.attrs<BatchMatMulAttrs>());
    RETURN_IF_ERROR(kernel->PlanForInputs(info));
    return kernel;
  }
  explicit BatchMatMulKernel(const KernelInfo& info)
      : device_(info.device()),
        dtype_(info.output_dtype(0)),
        x_dtype_(info.input_dtype(0)),
        y_dtype_(info.input_dtype(1)) {
    if (info.constant(1) != nullptr && y_dtype_ == dtype_) {
      constant_y_ = *info.constant(1);
    }
  }

 protected:
  absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const override {
    ProductSpec spec;
    ASSIGN_OR_RETURN(spec.output,
                     BatchMatMulShape(key[0], key[1], attrs_, broadcast));
    const int rank = spec.output.rank();
    spec.dtype = dtype_;
    spec.m = spec.output.dim(rank - 2);
    spec.n = spec.output.dim(rank - 1);
    spec.k = key[0].dim(key[0].rank() - (attrs_.adj_x ? 2 : 1));
    spec.transpose_a = attrs_.adj_x;
    spec.transpose_b = attrs_.adj_y;
    spec.adjoint = true;
    RETURN_IF_ERROR(PairMatrices(key[0], key[1], spec));
    Shape output = spec.output;
    ASSIGN_OR_RETURN(ProductPlanRef plan,
                     MakeProductPlan(std::move(spec), device_,
                                     constant_y_ ? &constant_y_ : nullptr));
    if (x_dtype_ == dtype_ && y_dtype_ == dtype_) return plan;
    return MakeConvertedPlan(std::move(plan), dtype_, {x_dtype_, key[0]},
                             {y_dtype_, key[1]}, std::move(output));
  }

 private:
  static absl::Status PairMatrices(const Shape& x, const Shape& y,
                                   ProductSpec& spec) {
    const Shape x_leading = x.Slice(0, x.rank() - 2);
    const Shape y_leading = y.Slice(0, y.rank() - 2);
    const Shape* const shapes[] = {&x_leading, &y_leading};
    ASSIGN_OR_RETURN(const Broadcast pairs, Broadcast::Make(shapes));
    spec.num_a = x_leading.num_elements();
    spec.num_b = y_leading.num_elements();
    spec.a_of.resize(pairs.size());
    spec.b_of.resize(pairs.size());
    for (int64_t i = 0; i < pairs.size(); ++i) {
      spec.a_of[i] = pairs.OperandIndex(0, i);
      spec.b_of[i] = pairs.OperandIndex(1, i);
    }
    return absl::OkStatus();
  }

  Device& device_;
  const DType dtype_;
  const DType x_dtype_;
  const DType y_dtype_;
  BatchMatMulAttrs attrs_;
  Tensor constant_y_;
};

const KernelRegistration kBatchMatMulV2 =
    CpuKernel<BatchMatMulKernel<true>>("BatchMatMulV2")
        .For("T", kFloating | kComplex | DTypeSet{kInt16, kInt32, kInt64});
const KernelRegistration kBatchMatMulV1 =
    CpuKernel<BatchMatMulKernel<false>>("BatchMatMul")
        .For("T", kFloating | kComplex | DTypeSet{kInt32, kInt64});

bool RegisterV3(DTypeSet x, DTypeSet y, DType output) {
  KernelRegistration(CpuKernel<BatchMatMulKernel<true>>("BatchMatMulV3")
                         .For("Ta", x)
                         .For("Tb", y)
                         .For("Tout", output));
  return true;
}

bool RegisterV3OfOneType() {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt16, kInt32, kInt64,
                      kComplex64, kComplex128}) {
    RegisterV3(dtype, dtype, dtype);
  }
  return true;
}

constexpr DTypeSet kBytes = {kInt8, kUint8};
const bool kBatchMatMulV3 = RegisterV3OfOneType() &&
                            RegisterV3(kBytes, kBfloat16, kBfloat16) &&
                            RegisterV3(kBfloat16, kBytes, kBfloat16) &&
                            RegisterV3(kBytes, kBytes, kInt32);

}  // namespace
}  // namespace thalweg
