#include <algorithm>

#include "absl/strings/str_cat.h"
#include "thalweg/kernels/cpu/nn/pool_windows.h"

namespace thalweg {

PoolPlan::PoolPlan(const PoolGeometry& geometry)
    : images_(geometry.batch),
      height_(geometry.window.height),
      width_(geometry.window.width) {
  const WindowDim& depth = geometry.depth;
  if (depth.window != 1) {
    // Windows over depth alone: each cell is an image of one row.
    const bool channels_last = geometry.window.format == ImageFormat::kNhwc;
    const int64_t cells = height_.input * width_.input;
    height_ = WindowDim();
    height_.input = height_.output = 1;
    width_ = depth;
    images_ = channels_last ? images_ * cells : images_;
    channels_ = channels_last ? 1 : cells;
    return;
  }
  if (geometry.window.format == ImageFormat::kNhwc) {
    channels_ = depth.input;
  } else {
    images_ *= depth.input;
  }
}

void PoolPlan::ForEachWindow(
    KernelContext& context,
    absl::FunctionRef<void(int64_t, const PoolWindow&, int64_t)> body) const {
  // Images of at least so many values together are worth another thread.
  constexpr int64_t kValuesPerPiece = 32 << 10;
  const int64_t values = std::max<int64_t>(1, image_size());
  context.ParallelRange(images_, std::max<int64_t>(1, kValuesPerPiece / values),
                        [&](int64_t begin, int64_t end) {
                          for (int64_t image = begin; image < end; ++image) {
                            ForEachWindowOf(image, body);
                          }
                        });
}

void PoolPlan::ForEachWindowOf(
    int64_t image,
    absl::FunctionRef<void(int64_t, const PoolWindow&, int64_t)> body) const {
  PoolWindow window;
  window.columns = width_.input;
  window.channels = channels_;
  int64_t offset = 0;
  for (int64_t oy = 0; oy < height_.output; ++oy) {
    const int64_t y = oy * height_.stride - height_.pad_before;
    window.y0 = std::max<int64_t>(0, y);
    window.y1 = std::min(height_.input, y + height_.window);
    for (int64_t ox = 0; ox < width_.output; ++ox) {
      const int64_t x = ox * width_.stride - width_.pad_before;
      window.x0 = std::max<int64_t>(0, x);
      window.x1 = std::min(width_.input, x + width_.window);
      body(image, window, offset);
      offset += channels_;
    }
  }
}

absl::Status RequirePoolShape(const Shape& expected, const Shape& got,
                              const char* what) {
  if (expected == got) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("Expected ", what, " shape to be ", expected.ToString(),
                   ", but got ", got.ToString()));
}

}  // namespace thalweg
