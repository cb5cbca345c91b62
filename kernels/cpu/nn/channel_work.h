// ChannelWork: sums, moments and formulas by channel, divided among threads.
#pragma once

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "thalweg/kernels/cpu/nn/channel_loops.h"
#include "thalweg/kernels/kernel_context.h"
#include "thalweg/ops/nn/fused_batch_norm.h"

namespace thalweg {

// Images as [outer, channels, inner]: `inner` is 1 where channels are
// innermost.
struct ChannelSizes {
  explicit ChannelSizes(const ChannelExtent& extent);

  // Values of one channel.
  int64_t count() const { return outer * inner; }
  bool has_planes() const { return inner > 1; }
  // Floats that Moments and Sums need to keep parts of their results.
  int64_t scratch_floats() const;

  int64_t outer = 1;
  int64_t channels = 1;
  int64_t inner = 1;
};

// Images of type T with at least one value. Results do not depend on the number
// of threads.
template <class T>
class ChannelWork {
 public:
  ChannelWork(KernelContext& context, const ChannelSizes& sizes)
      : context_(context), sizes_(sizes) {}

  // Mean and mean square deviation. scratch: sizes.scratch_floats() floats.
  void Moments(const T* x, float* mean, float* variance, float* scratch) const;
  // sum(dy) and sum(dy * (x - mean)).
  void Sums(const T* x, const T* dy, const float* mean, float* sum,
            float* products, float* scratch) const;
  void Normalize(const T* x, const NormFactors& factors, T* y) const;
  void Gradient(const T* x, const T* dy, const NormGradFactors& factors,
                T* dx) const;

 private:
  KernelContext& context_;
  const ChannelSizes& sizes_;
  const ChannelSums<T> sums_ = FindChannelSums<T>();
  const ChannelFormulas<T> formulas_ = FindChannelFormulas<T>();
};

}  // namespace thalweg
