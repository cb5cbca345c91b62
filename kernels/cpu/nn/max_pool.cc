// MaxPool, MaxPoolGrad and MaxPoolGradGrad on the CPU.
#include "thalweg/ops/nn/max_pool.h"

#include <algorithm>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/pool_windows.h"

namespace thalweg {
namespace {

template <class T>
class MaxPoolKernel final
    : public PoolKernel<MaxPoolKernel<T>, T, MaxPoolAttrs> {
 public:
  absl::Status Compute(KernelContext& context) const override {
    const Tensor& images = context.input(0);
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     MaxPoolGeometry(images.shape(), this->attrs_));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, geometry.output));
    if (output->num_elements() == 0) return absl::OkStatus();
    const PoolPlan plan(geometry);
    plan.ForEachWindow(context, [&](int64_t image, const PoolWindow& window,
                                    int64_t offset) {
      this->functions_.max(window, images.data<T>() + image * plan.image_size(),
                           output->template mutable_data<T>() +
                               image * plan.pooled_size() + offset);
    });
    return absl::OkStatus();
  }
};

template <class T>
class MaxPoolGradKernel final
    : public PoolKernel<MaxPoolGradKernel<T>, T, MaxPoolAttrs> {
 public:
  absl::Status Compute(KernelContext& context) const override {
    const Tensor& images = context.input(0);
    const Tensor& pooled = context.input(2);
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     MaxPoolGeometry(images.shape(), this->attrs_));
    RETURN_IF_ERROR(RequirePoolShape(geometry.output, context.input(1).shape(),
                                     "orig_output"));
    RETURN_IF_ERROR(RequirePoolShape(geometry.output, pooled.shape(), "grad"));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, images.shape()));
    T* const gradient = output->template mutable_data<T>();
    if (pooled.num_elements() == 0) {
      std::fill_n(gradient, output->num_elements(), T{});
      return absl::OkStatus();
    }
    const PoolPlan plan(geometry);
    plan.ForEachWindow(
        context, [&](int64_t image, const PoolWindow& window, int64_t offset) {
          const int64_t first = image * plan.image_size();
          // Just before it is added to, so that it is still in the cache.
          if (offset == 0) {
            std::fill_n(gradient + first, plan.image_size(), T{});
          }
          this->functions_.max_gradient(
              window, images.data<T>() + first,
              pooled.data<T>() + image * plan.pooled_size() + offset,
              gradient + first);
        });
    return absl::OkStatus();
  }
};

template <class T>
class MaxPoolGradGradKernel final
    : public PoolKernel<MaxPoolGradGradKernel<T>, T, MaxPoolAttrs> {
 public:
  absl::Status Compute(KernelContext& context) const override {
    const Tensor& images = context.input(0);
    const Tensor& gradient = context.input(2);
    ASSIGN_OR_RETURN(const PoolGeometry geometry,
                     MaxPoolGeometry(images.shape(), this->attrs_));
    RETURN_IF_ERROR(RequirePoolShape(geometry.output, context.input(1).shape(),
                                     "orig_output"));
    RETURN_IF_ERROR(RequirePoolShape(images.shape(), gradient.shape(), "grad"));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, geometry.output));
    if (output->num_elements() == 0) return absl::OkStatus();
    const PoolPlan plan(geometry);
    plan.ForEachWindow(
        context, [&](int64_t image, const PoolWindow& window, int64_t offset) {
          const int64_t first = image * plan.image_size();
          this->functions_.max_select(window, images.data<T>() + first,
                                      gradient.data<T>() + first,
                                      output->template mutable_data<T>() +
                                          image * plan.pooled_size() + offset);
        });
    return absl::OkStatus();
  }
};

const CpuKernelOf<MaxPoolKernel, Half, BFloat16, float, double, int8_t, uint8_t,
                  int16_t, uint16_t, int32_t, int64_t>
    kMaxPool("MaxPool", "T");
const CpuKernelOf<MaxPoolGradKernel, Half, BFloat16, float, double, int8_t,
                  uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t,
                  uint64_t>
    kMaxPoolGrad("MaxPoolGrad", "T");
const CpuKernelOf<MaxPoolGradGradKernel, Half, BFloat16, float, double, int8_t,
                  uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t,
                  uint64_t>
    kMaxPoolGradGrad("MaxPoolGradGrad", "T");

}  // namespace
}  // namespace thalweg
