// Windows of pooling over one image, and what is done with each.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "thalweg/kernels/kernel.h"
#include "thalweg/ops/nn/pool_window.h"

namespace thalweg {

// One window, cut to the image: rows [y0, y1), columns [x0, x1) of an image
// of `columns` columns whose cells have `channels` values each.
struct PoolWindow {
  int64_t y0, y1, x0, x1;
  int64_t columns;
  int64_t channels;

  int64_t cells() const { return (y1 - y0) * (x1 - x0); }
};

// A pooling as windows over images whose channels are innermost, whatever the
// layout: NCHW has images * channels images of one channel, blocks of channels
// are windows over one row of depth.
class PoolPlan {
 public:
  explicit PoolPlan(const PoolGeometry& geometry);

  int64_t image_size() const {
    return height_.input * width_.input * channels_;
  }
  int64_t pooled_size() const {
    return height_.output * width_.output * channels_;
  }

  // Calls body(image, window, offset) for each window of each image, where
  // `offset` is that of the window's result in a pooled image. Images are
  // divided among the threads; windows of one come in order of offset, from 0
  // on.
  void ForEachWindow(
      KernelContext& context,
      absl::FunctionRef<void(int64_t, const PoolWindow&, int64_t)> body) const;

 private:
  void ForEachWindowOf(
      int64_t image,
      absl::FunctionRef<void(int64_t, const PoolWindow&, int64_t)> body) const;

  int64_t images_ = 0;
  int64_t channels_ = 1;
  WindowDim height_;
  WindowDim width_;
};

// What is done with the window of an image of type T; `image` is the first
// value of the image, `pooled` has the window's channels.
template <class T>
struct PoolFunctions {
  // pooled = the largest cell.
  void (*max)(const PoolWindow& window, const T* image, T* pooled);
  // gradient of the first largest cell += pooled.
  void (*max_gradient)(const PoolWindow& window, const T* image,
                       const T* pooled, T* gradient);
  // pooled = the value in `gradient` at the first largest cell.
  void (*max_select)(const PoolWindow& window, const T* image,
                     const T* gradient, T* pooled);
  // pooled = scale * the sum of the cells.
  void (*mean)(const PoolWindow& window, const T* image, double scale,
               T* pooled);
  // each cell of gradient += scale * pooled.
  void (*spread)(const PoolWindow& window, const T* pooled, double scale,
                 T* gradient);
};

// float and double vectorised over channels; the others by plain loops.
template <class T>
PoolFunctions<T> FindPoolFunctions();

// What the kernels of pooling have in common: typed attributes and functions.
template <class K, class T, class Attrs>
class PoolKernel : public Kernel {
 public:
  static absl::StatusOr<std::unique_ptr<Kernel>> Create(
      const KernelInfo& info) {
    auto kernel = std::make_unique<K>();
    absl::StatusOr<Attrs> attrs = info.attrs<Attrs>();
    if (!attrs.ok()) return attrs.status();
    kernel->attrs_ = *std::move(attrs);
    return kernel;
  }

 protected:
  Attrs attrs_;
  const PoolFunctions<T> functions_ = FindPoolFunctions<T>();
};

// OK when the shapes are one; names `what` otherwise.
absl::Status RequirePoolShape(const Shape& expected, const Shape& got,
                              const char* what);

}  // namespace thalweg
