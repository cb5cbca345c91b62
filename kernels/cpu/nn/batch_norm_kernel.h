// BatchNormKernel: what the kernels of FusedBatchNorm and of its gradient have
// in common.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "thalweg/graph/status_macros.h"
#include "thalweg/kernels/cpu/nn/channel_work.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {

inline float InverseDeviation(float variance, float epsilon) {
  return 1.0f / std::sqrt(variance + epsilon);
}

// Output i as a vector of channels; null when nobody wants it.
inline absl::StatusOr<float*> VectorOutput(KernelContext& context, int i,
                                           int64_t channels) {
  if (!context.wanted(i)) return nullptr;
  ASSIGN_OR_RETURN(Tensor * output, context.Output(i, {channels}));
  return output->mutable_data<float>();
}

inline absl::Status CopyToOutput(KernelContext& context, int i,
                                 const float* values, int64_t channels) {
  ASSIGN_OR_RETURN(float* const output, VectorOutput(context, i, channels));
  if (output != nullptr) std::copy_n(values, channels, output);
  return absl::OkStatus();
}

// K: the kernel class, with Run(context, extent). `check`: the extent of what
// Shapes, the shapes of its first five inputs, and Attrs say. It is found once
// where the shapes are static.
template <class K, class Attrs, class Shapes, auto check>
class BatchNormKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    ASSIGN_OR_RETURN(auto attrs, info.attrs<Attrs>());
    auto kernel = std::make_unique<K>();
    kernel->attrs_ = std::move(attrs);
    if (info.has_static_shapes()) {
      ASSIGN_OR_RETURN(kernel->extent_,
                       check(Shapes{info.input_shape(0), info.input_shape(1),
                                    info.input_shape(2), info.input_shape(3),
                                    info.input_shape(4)},
                             kernel->attrs_));
    }
    return kernel;
  }

  absl::Status Compute(KernelContext& context) const final {
    const auto& kernel = static_cast<const K&>(*this);
    if (extent_.has_value()) return kernel.Run(context, *extent_);
    ASSIGN_OR_RETURN(
        const ChannelExtent extent,
        check(Shapes{context.input(0).shape(), context.input(1).shape(),
                     context.input(2).shape(), context.input(3).shape(),
                     context.input(4).shape()},
              attrs_));
    return kernel.Run(context, extent);
  }

  size_t scratch_bytes() const final {
    if (!extent_.has_value()) return 0;
    return FloatsFor(ChannelSizes(*extent_)) * sizeof(float);
  }

 protected:
  // Vectors of channels that a pass keeps, at most.
  static constexpr int64_t kVectors = 5;

  // kVectors vectors of channels and sizes.scratch_floats() floats; `owner`
  // keeps them where the plan does not.
  absl::StatusOr<float*> Scratch(const KernelContext& context,
                                 const ChannelSizes& sizes,
                                 Tensor& owner) const {
    if (extent_.has_value()) return static_cast<float*>(context.scratch());
    ASSIGN_OR_RETURN(owner, Tensor::Allocate(kFloat, {FloatsFor(sizes)}));
    return owner.mutable_data<float>();
  }

  const Attrs& attrs() const { return attrs_; }

 private:
  static int64_t FloatsFor(const ChannelSizes& sizes) {
    return kVectors * sizes.channels + sizes.scratch_floats();
  }

  Attrs attrs_;
  std::optional<ChannelExtent> extent_;
};

}  // namespace thalweg
