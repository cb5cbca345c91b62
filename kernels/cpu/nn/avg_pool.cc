// AvgPool and AvgPoolGrad on the CPU.
#include "thalweg/ops/nn/avg_pool.h"

#include <algorithm>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/pool_windows.h"
#include "thalweg/kernels/cpu/shape_plan.h"

namespace thalweg {
namespace {

double ShareOf(const PoolWindow& window) {
  return 1.0 / static_cast<double>(window.cells());
}

template <class T>
class AvgPoolKernel final
    : public PoolKernel<AvgPoolKernel<T>, T, AvgPoolAttrs> {
 public:
  absl::Status Compute(KernelContext& context) const override {
    const Tensor& images = context.input(0);
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     AvgPoolGeometry(images.shape(), this->attrs_));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, geometry.output));
    if (output->num_elements() == 0) return absl::OkStatus();
    const PoolPlan plan(geometry);
    plan.ForEachWindow(context, [&](int64_t image, const PoolWindow& window,
                                    int64_t offset) {
      this->functions_.mean(
          window, images.data<T>() + image * plan.image_size(), ShareOf(window),
          output->template mutable_data<T>() + image * plan.pooled_size() +
              offset);
    });
    return absl::OkStatus();
  }
};

template <class T>
class AvgPoolGradKernel final
    : public PoolKernel<AvgPoolGradKernel<T>, T, AvgPoolAttrs> {
 public:
  absl::Status Compute(KernelContext& context) const override {
    const Tensor& pooled = context.input(1);
    ASSIGN_OR_RETURN(const Shape images, ShapeFromTensor(context.input(0)));
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     AvgPoolGeometry(images, this->attrs_));
    RETURN_IF_ERROR(RequirePoolShape(geometry.output, pooled.shape(), "grad"));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, images));
    T* const gradient = output->template mutable_data<T>();
    if (pooled.num_elements() == 0) {
      std::fill_n(gradient, output->num_elements(), T{});
      return absl::OkStatus();
    }
    const PoolPlan plan(geometry);
    plan.ForEachWindow(
        context, [&](int64_t image, const PoolWindow& window, int64_t offset) {
          T* const cells = gradient + image * plan.image_size();
          // Just before it is added to, so that it is still in the cache.
          if (offset == 0) std::fill_n(cells, plan.image_size(), T{});
          this->functions_.spread(
              window, pooled.data<T>() + image * plan.pooled_size() + offset,
              ShareOf(window), cells);
        });
    return absl::OkStatus();
  }
};

const CpuKernelOf<AvgPoolKernel, Half, BFloat16, float, double> kAvgPool(
    "AvgPool", "T");
const CpuKernelOf<AvgPoolGradKernel, Half, BFloat16, float, double>
    kAvgPoolGrad("AvgPoolGrad", "T");

}  // namespace
}  // namespace thalweg
