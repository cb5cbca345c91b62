// AvgPool, AvgPool3D and their gradients on the CPU.
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/pool_kernel.h"
#include "thalweg/kernels/cpu/shape_plan.h"

namespace thalweg {
namespace {

double ShareOf(const PoolWindow& window) {
  return 1.0 / static_cast<double>(window.cells());
}

template <class T>
class AvgPoolKernel final : public PoolKernel<AvgPoolKernel<T>, T> {
 public:
  static constexpr PoolDepth kDepth = PoolDepth::kRefused;

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& images = context.input(0);
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     this->GeometryOf(context, images.shape()));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, geometry.output));
    PoolPlan(geometry).ForEachWindow(
        context,
        [&, x = images.data<T>(), y = output->template mutable_data<T>()](
            const PoolWindow& window, int64_t image, int64_t pooled) {
          this->functions_.mean(window, x + image, ShareOf(window), y + pooled);
        });
    return absl::OkStatus();
  }
};

template <class T>
class AvgPoolGradKernel final : public PoolKernel<AvgPoolGradKernel<T>, T> {
 public:
  static constexpr PoolDepth kDepth = PoolDepth::kRefused;

  absl::Status Compute(KernelContext& context) const override {
    const Tensor& grad = context.input(1);
    ASSIGN_OR_RETURN(const Shape images, ShapeFromTensor(context.input(0)));
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     this->GeometryOf(context, images));
    RETURN_IF_ERROR(RequirePoolShape(geometry.output, grad.shape(), "grad"));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, images));
    T* const dx = output->template mutable_data<T>();
    this->AddUp(context, geometry, dx,
                [&, dy = grad.data<T>()](const PoolWindow& window,
                                         int64_t image, int64_t pooled) {
                  this->functions_.spread(window, dy + pooled, ShareOf(window),
                                          dx + image);
                });
    return absl::OkStatus();
  }
};

template <template <class> class K>
using ForMean = CpuKernelOf<K, Half, BFloat16, float, double>;

const ForMean<AvgPoolKernel> kAvgPool("AvgPool", "T");
const ForMean<AvgPoolKernel> kAvgPool3D("AvgPool3D", "T");
const ForMean<AvgPoolGradKernel> kAvgPoolGrad("AvgPoolGrad", "T");
const ForMean<AvgPoolGradKernel> kAvgPool3DGrad("AvgPool3DGrad", "T");

}  // namespace
}  // namespace thalweg
