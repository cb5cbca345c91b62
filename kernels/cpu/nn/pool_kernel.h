// PoolKernel: what the kernels of pooling have in common.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "thalweg/kernels/cpu/nn/pool_windows.h"
#include "thalweg/kernels/kernel.h"

namespace thalweg {

// The spec of the kernel's node, with windows that are known when it is made.
absl::StatusOr<PoolSpec> PoolSpecOf(const KernelInfo& info, PoolDepth depth);

// Of images of this shape; windows that are the last two inputs are read.
absl::StatusOr<PoolGeometry> PoolGeometryOf(const KernelContext& context,
                                            const Shape& images,
                                            const PoolSpec& spec);

// OK when the shapes are one; names `what` otherwise.
absl::Status RequirePoolShape(const Shape& expected, const Shape& got,
                              const char* what);

// K: the kernel class, with a member kDepth.
template <class K, class T>
class PoolKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    absl::StatusOr<PoolSpec> spec = PoolSpecOf(info, K::kDepth);
    if (!spec.ok()) return spec.status();
    auto kernel = std::make_unique<K>();
    kernel->spec_ = *std::move(spec);
    return kernel;
  }

 protected:
  absl::StatusOr<PoolGeometry> GeometryOf(const KernelContext& context,
                                          const Shape& images) const {
    return PoolGeometryOf(context, images, spec_);
  }

  // Adds up a gradient by images: zeroes each, then calls body(window, image,
  // pooled) with offsets for all its windows.
  static void AddUp(KernelContext& context, const PoolGeometry& geometry,
                    T* gradient, PoolBody body) {
    const PoolPlan plan(geometry);
    // Just before it is added to, so that it is still in the cache.
    plan.ForEachImage(
        context,
        [&](int64_t image) {
          std::fill_n(gradient + image, plan.image_size(), T{});
        },
        body);
  }

  const PoolFunctions<T> functions_ = FindPoolFunctions<T>();

 private:
  PoolSpec spec_;
};

}  // namespace thalweg
