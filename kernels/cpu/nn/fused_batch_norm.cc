#include "thalweg/ops/nn/fused_batch_norm.h"

#include <algorithm>
#include <limits>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/kernels/cpu/nn/batch_norm_kernel.h"

namespace thalweg {
namespace {

// (1 - factor) * old + factor * batch
absl::Status BlendToOutput(KernelContext& context, int i, float factor,
                           const Tensor& old, const float* batch, float scale,
                           int64_t channels) {
  ASSIGN_OR_RETURN(float* const output, VectorOutput(context, i, channels));
  if (output == nullptr) return absl::OkStatus();
  for (int64_t c = 0; c < channels; ++c) {
    const float part = factor * scale * batch[c];
    output[c] =
        factor == 1.0f ? part : (1 - factor) * old.data<float>()[c] + part;
  }
  return absl::OkStatus();
}

template <class T>
class FusedBatchNormKernel final
    : public BatchNormKernel<FusedBatchNormKernel<T>, FusedBatchNormAttrs,
                             BatchNormShapes, CheckBatchNorm> {
 public:
  absl::Status Run(KernelContext& context, const ChannelExtent& extent) const {
    const ChannelSizes sizes(extent);
    Tensor owner;
    ASSIGN_OR_RETURN(float* const scratch,
                     this->Scratch(context, sizes, owner));
    RETURN_IF_ERROR(SetUnusedReserve(context));
    if (context.input(0).num_elements() == 0) {
      return GiveNoMoments(context, extent);
    }
    float* const mean = scratch;
    float* const variance = mean + sizes.channels;
    float* const rest = variance + sizes.channels;
    if (!this->attrs().is_training) {
      const float* const moments[] = {context.input(3).data<float>(),
                                      context.input(4).data<float>()};
      RETURN_IF_ERROR(Normalize(context, extent, moments[0], moments[1], rest));
      for (int i = 1; i < 5; ++i) {
        RETURN_IF_ERROR(
            CopyToOutput(context, i, moments[(i - 1) % 2], sizes.channels));
      }
      return absl::OkStatus();
    }
    ChannelWork<T>(context, sizes)
        .Moments(context.input(0).data<T>(), mean, variance, rest);
    RETURN_IF_ERROR(GiveMoments(context, sizes, mean, variance));
    return Normalize(context, extent, mean, variance, rest);
  }

 private:
  static absl::Status SetUnusedReserve(KernelContext& context) {
    if (context.num_outputs() < 6 || !context.wanted(5)) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(Tensor * reserve, context.Output(5, Shape()));
    *reserve->mutable_data<float>() = 0;
    return absl::OkStatus();
  }

  static absl::Status GiveNoMoments(KernelContext& context,
                                    const ChannelExtent& extent) {
    if (context.wanted(0)) {
      RETURN_IF_ERROR(context.Output(0, extent.x).status());
    }
    for (int i = 1; i < 5; ++i) {
      ASSIGN_OR_RETURN(float* const output,
                       VectorOutput(context, i, extent.channels()));
      if (output == nullptr) continue;
      std::fill_n(output, extent.channels(),
                  std::numeric_limits<float>::quiet_NaN());
    }
    return absl::OkStatus();
  }

  absl::Status GiveMoments(KernelContext& context, const ChannelSizes& sizes,
                           const float* mean, const float* variance) const {
    const auto n = static_cast<float>(sizes.count());
    const float unbiased = n > 1 ? n / (n - 1) : 1.0f;
    const float factor = this->attrs().exponential_avg_factor;
    RETURN_IF_ERROR(BlendToOutput(context, 1, factor, context.input(3), mean,
                                  1.0f, sizes.channels));
    RETURN_IF_ERROR(BlendToOutput(context, 2, factor, context.input(4),
                                  variance, unbiased, sizes.channels));
    RETURN_IF_ERROR(CopyToOutput(context, 3, mean, sizes.channels));
    return CopyToOutput(context, 4, variance, sizes.channels);
  }

  absl::Status Normalize(KernelContext& context, const ChannelExtent& extent,
                         const float* mean, const float* variance,
                         float* factor) const {
    if (!context.wanted(0)) return absl::OkStatus();
    const ChannelSizes sizes(extent);
    const float* const scale = context.input(1).data<float>();
    for (int64_t c = 0; c < sizes.channels; ++c) {
      factor[c] =
          InverseDeviation(variance[c], this->attrs().epsilon) * scale[c];
    }
    ASSIGN_OR_RETURN(Tensor * y, context.Output(0, extent.x));
    ChannelWork<T>(context, sizes)
        .Normalize(context.input(0).data<T>(),
                   {mean, factor, context.input(2).data<float>()},
                   y->mutable_data<T>());
    return absl::OkStatus();
  }
};

// Statistics are floats.
template <class T>
KernelCandidateBuilder Of(const char* op) {
  return CpuKernel<FusedBatchNormKernel<T>>(op)
      .For("T", DTypeOf<T>::value)
      .For("U", kFloat);
}

const KernelRegistration kV1 =
    CpuKernel<FusedBatchNormKernel<float>>("FusedBatchNorm").For("T", kFloat);
const KernelRegistration kV2Half = Of<Half>("FusedBatchNormV2");
const KernelRegistration kV2BFloat16 = Of<BFloat16>("FusedBatchNormV2");
const KernelRegistration kV2Float = Of<float>("FusedBatchNormV2");
const KernelRegistration kV3Half = Of<Half>("FusedBatchNormV3");
const KernelRegistration kV3BFloat16 = Of<BFloat16>("FusedBatchNormV3");
const KernelRegistration kV3Float = Of<float>("FusedBatchNormV3");

}  // namespace
}  // namespace thalweg
