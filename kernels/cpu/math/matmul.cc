#include "thalweg/ops/math/matmul.h"

#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/math/product.h"
#include "thalweg/ops/math/fused_matmul.h"
#include "thalweg/ops/nn/bias_add.h"

namespace thalweg {
namespace {

class MatMulKernel final : public ShapePlanKernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<MatMulKernel>(info);
    ASSIGN_OR_RETURN(const MatMulAttrs attrs, info.attrs<MatMulAttrs>());
    kernel->transpose_a_ = attrs.transpose_a;
    kernel->transpose_b_ = attrs.transpose_b;
    ASSIGN_OR_RETURN(const FusedMatMulAttrs fused,
                     info.attrs<FusedMatMulAttrs>());
    ASSIGN_OR_RETURN(kernel->epilogue_,
                     FusedEpilogue::Make(fused.fused_ops, info.num_inputs() - 2,
                                         info.input_dtype(0)));
    RETURN_IF_ERROR(kernel->PlanForInputs(info));
    return kernel;
  }
  explicit MatMulKernel(const KernelInfo& info)
      : device_(info.device()), dtype_(info.input_dtype(0)) {
    if (info.constant(1) != nullptr) constant_b_ = *info.constant(1);
  }

 protected:
  absl::StatusOr<std::shared_ptr<const ShapePlan>> MakePlan(
      const Key& key) const override {
    ProductSpec spec;
    ASSIGN_OR_RETURN(spec.output,
                     MatMulShape(key[0], key[1], transpose_a_, transpose_b_));
    if (epilogue_.has_bias()) {
      RETURN_IF_ERROR(
          CheckBias(spec.output, key[2], ImageFormat::kNhwc).status());
    }
    spec.dtype = dtype_;
    spec.m = spec.output.dim(0);
    spec.n = spec.output.dim(1);
    spec.k = key[0].dim(transpose_a_ ? 0 : 1);
    spec.transpose_a = transpose_a_;
    spec.transpose_b = transpose_b_;
    spec.epilogue = epilogue_;
    return MakeProductPlan(std::move(spec), device_,
                           constant_b_ ? &constant_b_ : nullptr);
  }

 private:
  Device& device_;
  const DType dtype_;
  bool transpose_a_ = false;
  bool transpose_b_ = false;
  FusedEpilogue epilogue_;
  Tensor constant_b_;
};

const KernelRegistration kMatMul = CpuKernel<MatMulKernel>("MatMul").For(
    "T", kFloating | kComplex | DTypeSet{kInt32, kInt64});
const KernelRegistration kFusedMatMul =
    CpuKernel<MatMulKernel>("_FusedMatMul")
        .For("T", {kHalf, kBfloat16, kFloat});

}  // namespace
}  // namespace thalweg
