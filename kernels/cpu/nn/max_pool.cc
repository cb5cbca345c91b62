// MaxPool, MaxPoolV2, MaxPool3D and their gradients on the CPU.
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/pool_kernel.h"

namespace thalweg {
namespace {

template <class T>
class MaxPoolKernel final : public PoolKernel<MaxPoolKernel<T>, T> {
 public:
  static constexpr PoolDepth kDepth = PoolDepth::kPooled;

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& images = context.input(0);
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     this->GeometryOf(context, images.shape()));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, geometry.output));
    PoolPlan(geometry).ForEachWindow(
        context,
        [&, x = images.data<T>(), y = output->template mutable_data<T>()](
            const PoolWindow& window, int64_t image, int64_t pooled) {
          this->functions_.max(window, x + image, y + pooled);
        });
    return absl::OkStatus();
  }
};

// all_largest: each largest cell of a window has its gradient, and so have
// those that are nearly as large; else the first one alone.
template <class T, bool all_largest>
class MaxPoolGradientKernel final
    : public PoolKernel<MaxPoolGradientKernel<T, all_largest>, T> {
 public:
  static constexpr PoolDepth kDepth = PoolDepth::kPooled;

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& images = context.input(0);
    const Tensor& largest = context.input(1);
    const Tensor& grad = context.input(2);
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     this->GeometryOf(context, images.shape()));
    RETURN_IF_ERROR(
        RequirePoolShape(geometry.output, largest.shape(), "orig_output"));
    RETURN_IF_ERROR(RequirePoolShape(geometry.output, grad.shape(), "grad"));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, images.shape()));
    T* const dx = output->template mutable_data<T>();
    this->AddUp(
        context, geometry, dx,
        [&, x = images.data<T>(), y = largest.data<T>(), dy = grad.data<T>()](
            const PoolWindow& window, int64_t image, int64_t pooled) {
          if constexpr (all_largest) {
            this->functions_.near_gradient(window, x + image, y + pooled,
                                           dy + pooled, dx + image);
          } else {
            this->functions_.max_gradient(window, x + image, dy + pooled,
                                          dx + image);
          }
        });
    return absl::OkStatus();
  }
};

template <class T>
using MaxPoolGradKernel = MaxPoolGradientKernel<T, false>;
template <class T>
using MaxPool3DGradKernel = MaxPoolGradientKernel<T, true>;

template <class T>
class MaxPoolGradGradKernel final
    : public PoolKernel<MaxPoolGradGradKernel<T>, T> {
 public:
  static constexpr PoolDepth kDepth = PoolDepth::kPooled;

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& images = context.input(0);
    const Tensor& gradient = context.input(2);
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     this->GeometryOf(context, images.shape()));
    RETURN_IF_ERROR(RequirePoolShape(geometry.output, context.input(1).shape(),
                                     "orig_output"));
    RETURN_IF_ERROR(RequirePoolShape(images.shape(), gradient.shape(), "grad"));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, geometry.output));
    PoolPlan(geometry).ForEachWindow(
        context, [&, x = images.data<T>(), dx = gradient.data<T>(),
                  y = output->template mutable_data<T>()](
                     const PoolWindow& window, int64_t image, int64_t pooled) {
          this->functions_.max_select(window, x + image, dx + image,
                                      y + pooled);
        });
    return absl::OkStatus();
  }
};

template <template <class> class K>
using ForMaxPool = CpuKernelOf<K, Half, BFloat16, float, double, int8_t,
                               uint8_t, int16_t, uint16_t, int32_t, int64_t>;
template <template <class> class K>
using ForMaxPoolGrad =
    CpuKernelOf<K, Half, BFloat16, float, double, int8_t, uint8_t, int16_t,
                uint16_t, int32_t, uint32_t, int64_t, uint64_t>;

const ForMaxPool<MaxPoolKernel> kMaxPool("MaxPool", "T");
const ForMaxPool<MaxPoolKernel> kMaxPoolV2("MaxPoolV2", "T");
const ForMaxPoolGrad<MaxPoolGradKernel> kMaxPoolGrad("MaxPoolGrad", "T");
const ForMaxPoolGrad<MaxPoolGradKernel> kMaxPoolGradV2("MaxPoolGradV2", "T");
const ForMaxPoolGrad<MaxPoolGradGradKernel> kMaxPoolGradGrad("MaxPoolGradGrad",
                                                             "T");
const ForMaxPoolGrad<MaxPoolGradGradKernel> kMaxPoolGradGradV2(
    "MaxPoolGradGradV2", "T");
const CpuKernelOf<MaxPoolKernel, Half, BFloat16, float> kMaxPool3D("MaxPool3D",
                                                                   "T");
const ForMaxPoolGrad<MaxPoolGradGradKernel> kMaxPool3DGradGrad(
    "MaxPool3DGradGrad", "T");

// Images are of the gradient's type.
template <class T>
KernelCandidateBuilder MaxPool3DGradOf() {
  return CpuKernel<MaxPool3DGradKernel<T>>("MaxPool3DGrad")
      .For("T", DTypeOf<T>::value)
      .For("TInput", DTypeOf<T>::value);
}
const KernelRegistration kMaxPool3DGradHalf = MaxPool3DGradOf<Half>();
const KernelRegistration kMaxPool3DGradBFloat16 = MaxPool3DGradOf<BFloat16>();
const KernelRegistration kMaxPool3DGradFloat = MaxPool3DGradOf<float>();

}  // namespace
}  // namespace thalweg
