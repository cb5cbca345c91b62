// Windows of pooling over one image, and what is done with each.
#pragma once

#include <cstdint>
#include <type_traits>

#include "absl/functional/function_ref.h"
#include "thalweg/graph/float16.h"
#include "thalweg/kernels/kernel_context.h"
#include "thalweg/ops/nn/pool_window.h"

namespace thalweg {

// One window, cut to the image: planes [z0, z1), rows [y0, y1), columns [x0,
// x1) of an image of `rows` x `columns` a plane, whose cells have `channels`
// values each.
struct PoolWindow {
  int64_t z0, z1, y0, y1, x0, x1;
  int64_t rows, columns;
  int64_t channels;

  int64_t cells() const { return (z1 - z0) * (y1 - y0) * (x1 - x0); }
  // Where the values of a cell begin.
  int64_t at(int64_t z, int64_t y, int64_t x) const {
    return ((z * rows + y) * columns + x) * channels;
  }
};

// Offset of an image in the images, of the window's result in the pooled ones.
using PoolBody = absl::FunctionRef<void(const PoolWindow& window, int64_t image,
                                        int64_t pooled)>;

// A pooling as windows over images whose channels are innermost, whatever the
// layout: NCHW has images * channels images of one channel, blocks of channels
// are windows over one row of depth.
class PoolPlan {
 public:
  explicit PoolPlan(const PoolGeometry& geometry);

  int64_t image_size() const;
  int64_t pooled_size() const;

  // Calls `body` for each window; those of one row of results in order, rows
  // divided among the threads.
  void ForEachWindow(KernelContext& context, PoolBody body) const;
  // Calls begin(image) for each image, then `body` for all its windows in
  // order; images are divided among the threads.
  void ForEachImage(KernelContext& context,
                    absl::FunctionRef<void(int64_t image)> begin,
                    PoolBody body) const;

 private:
  void ForRow(int64_t row, PoolBody body) const;

  int64_t images_ = 0;
  int64_t channels_ = 1;
  // Planes, rows and columns.
  WindowDim z_, y_, x_;
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
  // gradient of each cell within 1e-5 of `largest` += pooled. Floating only.
  void (*near_gradient)(const PoolWindow& window, const T* image,
                        const T* largest, const T* pooled, T* gradient);
  // pooled = scale * the sum of the cells. Floating only.
  void (*mean)(const PoolWindow& window, const T* image, double scale,
               T* pooled);
  // each cell of gradient += scale * pooled. Floating only.
  void (*spread)(const PoolWindow& window, const T* pooled, double scale,
                 T* gradient);
};

// float and double vectorised over channels; the others by plain loops.
template <class T>
PoolFunctions<T> FindPoolFunctions();

// ---- One channel by plain loops ----

template <class T>
constexpr bool kIsHalf = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

// What values are compared and added as.
template <class T>
using Wide = std::conditional_t<kIsHalf<T>, float, T>;

template <class T>
Wide<T> Load(const T& value) {
  return static_cast<Wide<T>>(value);
}

// Calls body(offset) for the window's cells in order.
template <class Body>
void ForCells(const PoolWindow& w, int64_t channel, Body body) {
  for (int64_t z = w.z0; z < w.z1; ++z) {
    for (int64_t y = w.y0; y < w.y1; ++y) {
      int64_t at = w.at(z, y, w.x0) + channel;
      for (int64_t x = w.x0; x < w.x1; ++x, at += w.channels) body(at);
    }
  }
}

// The first largest cell of a channel, as an offset in the image; NaN counts
// as largest.
template <class T>
int64_t FirstLargest(const PoolWindow& w, const T* image, int64_t channel) {
  int64_t best = w.at(w.z0, w.y0, w.x0) + channel;
  Wide<T> largest = Load(image[best]);
  ForCells(w, channel, [&](int64_t at) {
    const Wide<T> value = Load(image[at]);
    // Not <=, which is false for a NaN on either side.
    if (value > largest || (value != value && largest == largest)) {
      best = at;
      largest = value;
    }
  });
  return best;
}

}  // namespace thalweg
