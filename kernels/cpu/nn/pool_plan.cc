#include <algorithm>

#include "thalweg/kernels/cpu/nn/pool_windows.h"

namespace thalweg {
namespace {

// So many values are worth another thread.
constexpr int64_t kValuesPerPiece = 32 << 10;

int64_t Grain(int64_t values_of_each) {
  return std::max<int64_t>(
      1, kValuesPerPiece / std::max<int64_t>(1, values_of_each));
}

// The cells that window i reaches inside the image.
void Cut(const WindowDim& dim, int64_t i, int64_t& begin, int64_t& end) {
  const int64_t first = i * dim.stride - dim.pad_before;
  begin = std::max<int64_t>(0, first);
  end = std::min(dim.input, first + dim.window);
}

}  // namespace

PoolPlan::PoolPlan(const PoolGeometry& geometry)
    : images_(geometry.batch),
      z_(geometry.space[0]),
      y_(geometry.space[1]),
      x_(geometry.space[2]) {
  const WindowDim& depth = geometry.depth;
  if (depth.window != 1) {
    // Windows over depth alone: each cell is an image of one row.
    const int64_t cells = z_.input * y_.input * x_.input;
    z_ = y_ = WindowDim();
    z_.input = z_.output = y_.input = y_.output = 1;
    x_ = depth;
    images_ = geometry.channels_last ? images_ * cells : images_;
    channels_ = geometry.channels_last ? 1 : cells;
  } else if (geometry.channels_last) {
    channels_ = depth.input;
  } else {
    images_ *= depth.input;
  }
}

int64_t PoolPlan::image_size() const {
  return z_.input * y_.input * x_.input * channels_;
}

int64_t PoolPlan::pooled_size() const {
  return z_.output * y_.output * x_.output * channels_;
}

void PoolPlan::ForEachWindow(KernelContext& context, PoolBody body) const {
  const int64_t rows = z_.output * y_.output;
  const int64_t values = rows == 0 ? 0 : image_size() / rows;
  context.ParallelRange(images_ * rows, Grain(values),
                        [&](int64_t begin, int64_t end) {
                          for (int64_t row = begin; row < end; ++row) {
                            ForRow(row, body);
                          }
                        });
}

void PoolPlan::ForEachImage(KernelContext& context,
                            absl::FunctionRef<void(int64_t)> begin_image,
                            PoolBody body) const {
  const int64_t rows = z_.output * y_.output;
  context.ParallelRange(images_, Grain(image_size()),
                        [&](int64_t begin, int64_t end) {
                          for (int64_t image = begin; image < end; ++image) {
                            begin_image(image * image_size());
                            for (int64_t row = 0; row < rows; ++row) {
                              ForRow(image * rows + row, body);
                            }
                          }
                        });
}

void PoolPlan::ForRow(int64_t row, PoolBody body) const {
  PoolWindow window;
  window.rows = y_.input;
  window.columns = x_.input;
  window.channels = channels_;
  Cut(y_, row % y_.output, window.y0, window.y1);
  const int64_t plane = row / y_.output;
  Cut(z_, plane % z_.output, window.z0, window.z1);
  const int64_t image = plane / z_.output * image_size();
  int64_t pooled = row * x_.output * channels_;
  for (int64_t i = 0; i < x_.output; ++i, pooled += channels_) {
    Cut(x_, i, window.x0, window.x1);
    body(window, image, pooled);
  }
}

}  // namespace thalweg
