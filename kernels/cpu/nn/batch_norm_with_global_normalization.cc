#include "thalweg/ops/nn/batch_norm_with_global_normalization.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "thalweg/graph/float16.h"
#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/cpu_kernel.h"
#include "thalweg/ops/nn/fused_batch_norm.h"

namespace thalweg {
namespace {

template <class T>
class NormalizationKernel final : public Kernel {
 public:
  explicit NormalizationKernel(const GlobalNormalizationAttrs& attrs)
      : attrs_(attrs) {}
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(const auto attrs, info.attrs<GlobalNormalizationAttrs>());
    return std::make_unique<NormalizationKernel>(attrs);
  }

  absl::Status Compute(KernelContext& context) const override {
    const ChannelVector vectors[] = {{context.input(1).shape(), "m"},
                                     {context.input(2).shape(), "v"},
                                     {context.input(3).shape(), "beta"},
                                     {context.input(4).shape(), "gamma"}};
    ASSIGN_OR_RETURN(const ChannelExtent extent,
                     CheckChannels(context.input(0).shape(), "NHWC", vectors));
    ASSIGN_OR_RETURN(Tensor * output, context.Output(0, extent.x));
    const int64_t channels = extent.channels();
    if (output->num_elements() == 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(Tensor factors,
                     Tensor::Allocate(DTypeOf<Wide>::value, {channels}));
    FillFactors(context, factors);
    constexpr int64_t kValuesPerPiece = 16 << 10;
    context.ParallelRange(output->num_elements() / channels,
                          std::max<int64_t>(1, kValuesPerPiece / channels),
                          [&](int64_t begin, int64_t end) {
                            for (int64_t row = begin; row < end; ++row) {
                              NormalizeRow(context, row * channels, factors,
                                           *output);
                            }
                          });
    return absl::OkStatus();
  }

 private:
  using Wide = std::conditional_t<std::is_same_v<T, Half>, float, T>;

  void FillFactors(const KernelContext& context, Tensor& factors) const {
    for (int64_t c = 0; c < factors.num_elements(); ++c) {
      Wide factor =
          1 / std::sqrt(static_cast<Wide>(context.input(2).data<T>()[c]) +
                        static_cast<Wide>(attrs_.variance_epsilon));
      if (attrs_.scale_after_normalization) {
        factor *= static_cast<Wide>(context.input(4).data<T>()[c]);
      }
      factors.mutable_data<Wide>()[c] = factor;
    }
  }

  static void NormalizeRow(const KernelContext& context, int64_t first,
                           const Tensor& factors, Tensor& output) {
    const T* const x = context.input(0).data<T>() + first;
    const T* const mean = context.input(1).data<T>();
    const T* const beta = context.input(3).data<T>();
    const Wide* const factor = factors.data<Wide>();
    T* const y = output.mutable_data<T>() + first;
    for (int64_t c = 0; c < factors.num_elements(); ++c) {
      const Wide apart = static_cast<Wide>(x[c]) - static_cast<Wide>(mean[c]);
      y[c] = static_cast<T>(apart * factor[c] + static_cast<Wide>(beta[c]));
    }
  }

  const GlobalNormalizationAttrs attrs_;
};

const CpuKernelOf<NormalizationKernel, Half, float, double> kNormalization(
    "BatchNormWithGlobalNormalization", "T");

}  // namespace
}  // namespace thalweg
