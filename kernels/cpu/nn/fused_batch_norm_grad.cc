#include "thalweg/ops/nn/fused_batch_norm_grad.h"

#include <algorithm>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/batch_norm_kernel.h"

namespace thalweg {
namespace {

template <class T>
class FusedBatchNormGradKernel final
    : public BatchNormKernel<FusedBatchNormGradKernel<T>,
                             FusedBatchNormGradAttrs, BatchNormGradShapes,
                             CheckBatchNormGrad> {
 public:
  absl::Status Run(KernelContext& context, const ChannelExtent& extent) const {
    for (int i : {3, 4}) {
      if (!context.wanted(i)) continue;
      RETURN_IF_ERROR(context.Output(i, Shape({0})).status());
    }
    const ChannelSizes sizes(extent);
    const int64_t n = sizes.channels;
    Tensor owner;
    ASSIGN_OR_RETURN(float* const scratch,
                     this->Scratch(context, sizes, owner));
    const Vectors v = {scratch, scratch + n, scratch + 2 * n, scratch + 3 * n,
                       scratch + 4 * n};
    std::fill_n(scratch, this->kVectors * n, 0.0f);
    if (context.input(1).num_elements() > 0) {
      ChannelWork<T>(context, sizes)
          .Sums(context.input(1).data<T>(), context.input(0).data<T>(),
                context.input(3).data<float>(), v.sum, v.products,
                scratch + this->kVectors * n);
    }
    RETURN_IF_ERROR(GiveVectors(context, sizes, v));
    return GiveImages(context, extent, v);
  }

 private:
  // Vectors of channels, each of which is for one thing after another.
  struct Vectors {
    float* sum;
    float* products;
    float* factor;
    float* mean_dy;
    float* slope;
  };

  // Gives the gradients by scale and offset, prepares that by x.
  absl::Status GiveVectors(KernelContext& context, const ChannelSizes& sizes,
                           const Vectors& v) const {
    const float* const scale = context.input(2).data<float>();
    const float* const variance = context.input(4).data<float>();
    const auto count = static_cast<float>(sizes.count());
    RETURN_IF_ERROR(CopyToOutput(context, 2, v.sum, sizes.channels));
    ASSIGN_OR_RETURN(float* const by_scale,
                     VectorOutput(context, 1, sizes.channels));
    for (int64_t c = 0; c < sizes.channels; ++c) {
      const float inverse =
          InverseDeviation(variance[c], this->attrs().epsilon);
      if (by_scale != nullptr) by_scale[c] = v.products[c] * inverse;
      v.factor[c] = scale[c] * inverse;
      if (!this->attrs().is_training) continue;
      v.mean_dy[c] = v.sum[c] / count;
      v.slope[c] = inverse * inverse * (v.products[c] / count);
    }
    if (by_scale != nullptr && count == 0) {
      std::fill_n(by_scale, sizes.channels, 0.0f);
    }
    return absl::OkStatus();
  }

  absl::Status GiveImages(KernelContext& context, const ChannelExtent& extent,
                          const Vectors& v) const {
    if (!context.wanted(0)) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, extent.x));
    if (output->num_elements() == 0) return absl::OkStatus();
    const ChannelSizes sizes(extent);
    const ChannelWork<T> work(context, sizes);
    const T* const x = context.input(1).data<T>();
    const T* const dy = context.input(0).data<T>();
    T* const dx = output->mutable_data<T>();
    if (this->attrs().is_training) {
      work.Gradient(
          x, dy, {context.input(3).data<float>(), v.factor, v.mean_dy, v.slope},
          dx);
    } else {  // mean_dy and slope are zero: dx = factor * dy, whatever x is.
      work.Normalize(dy, {v.mean_dy, v.factor, v.slope}, dx);
    }
    return absl::OkStatus();
  }
};

const CpuKernelOf<FusedBatchNormGradKernel, float> kV1("FusedBatchNormGrad",
                                                       "T");
const CpuKernelOf<FusedBatchNormGradKernel, Half, BFloat16, float> kV2(
    "FusedBatchNormGradV2", "T");
const CpuKernelOf<FusedBatchNormGradKernel, Half, BFloat16, float> kV3(
    "FusedBatchNormGradV3", "T");

}  // namespace
}  // namespace thalweg
