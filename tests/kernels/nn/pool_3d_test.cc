// MaxPool3D, AvgPool3D and their gradients.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/ops/nn/avg_pool.h"
#include "thalweg/ops/nn/max_pool_3d.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_target.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Sizes = std::array<int64_t, 3>;

// One pooling, in words; NDHWC, or NCDHW where `channels_first`.
struct Case {
  int64_t batch, depth;
  Sizes image, window, stride;
  std::string padding = "SAME";
  bool channels_first = false;

  std::vector<int64_t> dims(int64_t first, const Sizes& space,
                            int64_t last) const {
    if (channels_first) return {first, last, space[0], space[1], space[2]};
    return {first, space[0], space[1], space[2], last};
  }
  std::vector<int64_t> ksize() const { return dims(1, window, 1); }
  std::vector<int64_t> strides() const { return dims(1, stride, 1); }
  Pool3DAttrs attrs() const {
    return {.data_format = channels_first ? "NCDHW" : "NDHWC"};
  }
};

const Case kCases[] = {
    {2, 3, {4, 5, 6}, {2, 2, 2}, {2, 2, 2}},
    {1, 17, {3, 4, 5}, {3, 2, 1}, {1, 2, 1}},
    {2, 2, {5, 4, 4}, {3, 3, 2}, {2, 1, 2}, "VALID"},
    {2, 3, {4, 3, 5}, {2, 3, 2}, {1, 2, 2}, "SAME", true},
    // Cells between the windows, which none sees.
    {1, 1, {5, 5, 5}, {1, 2, 2}, {3, 3, 3}, "VALID"},
    {0, 2, {3, 3, 3}, {2, 2, 2}, {1, 1, 1}},
};

// The windows of a pooling: for each element of the result, the elements of
// the images that it sees, in order.
struct Windows {
  Shape images, result;
  std::vector<std::vector<int64_t>> cells;
};

Windows WindowsOf(const Case& c) {
  Sizes pad, out;
  for (int d = 0; d < 3; ++d) {
    const bool same = c.padding == "SAME";
    out[d] = same ? (c.image[d] + c.stride[d] - 1) / c.stride[d]
                  : (c.image[d] - c.window[d]) / c.stride[d] + 1;
    pad[d] = same ? std::max<int64_t>(0, (out[d] - 1) * c.stride[d] +
                                             c.window[d] - c.image[d]) /
                        2
                  : 0;
  }
  const auto index = [&c](const Sizes& size, int64_t b, const Sizes& at,
                          int64_t k) {
    const int64_t lead = c.channels_first ? b * c.depth + k : b;
    const int64_t cell =
        ((lead * size[0] + at[0]) * size[1] + at[1]) * size[2] + at[2];
    return c.channels_first ? cell : cell * c.depth + k;
  };
  Windows windows;
  windows.images = Shape(c.dims(c.batch, c.image, c.depth));
  windows.result = Shape(c.dims(c.batch, out, c.depth));
  windows.cells.resize(windows.result.num_elements());
  const int64_t per_image = out[0] * out[1] * out[2] * c.depth;
  for (int64_t i = 0; i < c.batch * per_image; ++i) {
    const int64_t b = i / per_image, k = i % c.depth;
    const int64_t o = i % per_image / c.depth;
    const Sizes at = {o / out[2] / out[1], o / out[2] % out[1], o % out[2]};
    const auto inside = [&](int d, int64_t offset) {
      const int64_t x = at[d] * c.stride[d] - pad[d] + offset;
      return x >= 0 && x < c.image[d] ? x : -1;
    };
    auto& cells = windows.cells[index(out, b, at, k)];
    const int64_t size = c.window[0] * c.window[1] * c.window[2];
    for (int64_t w = 0; w < size; ++w) {
      const Sizes cell = {inside(0, w / c.window[2] / c.window[1]),
                          inside(1, w / c.window[2] % c.window[1]),
                          inside(2, w % c.window[2])};
      if (*std::min_element(cell.begin(), cell.end()) < 0) continue;
      cells.push_back(index(c.image, b, cell, k));
    }
  }
  return windows;
}

std::vector<double> Reals(const Tensor& tensor) {
  std::vector<double> reals;
  for (const auto& element : Elements(tensor)) reals.push_back(element.real());
  return reals;
}

// Whole numbers, of which many are equal.
Tensor Images(DType dtype, const Shape& shape, uint32_t seed) {
  std::vector<double> whole = Reals(Uniform(kDouble, shape, 0, 6, seed));
  for (double& each : whole) each = std::floor(each);
  return MakeTensor(dtype, shape, whole);
}

void ExpectMaxPool(DType dtype, const Case& c) {
  const Windows windows = WindowsOf(c);
  const Tensor images = Images(dtype, windows.images, 1);
  const Tensor grad = Images(dtype, windows.result, 2);
  const Tensor images_grad = Images(dtype, windows.images, 3);
  const std::vector<double> x = Reals(images), g = Reals(grad),
                            gg = Reals(images_grad);
  std::vector<double> y, dx(x.size()), ddy;
  for (size_t i = 0; i < windows.cells.size(); ++i) {
    int64_t best = windows.cells[i][0];
    for (int64_t cell : windows.cells[i]) {
      if (x[cell] > x[best]) best = cell;
    }
    for (int64_t cell : windows.cells[i]) {
      if (x[cell] == x[best]) dx[cell] += g[i];
    }
    y.push_back(x[best]);
    ddy.push_back(gg[best]);
  }
  const Tensor pooled = MakeTensor(dtype, windows.result, y);
  const auto actual = EvaluateAllWays(
      [&](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        return {MaxPool3D(in[0], c.ksize(), c.strides(), c.padding, c.attrs()),
                MaxPool3DGrad(in[0], in[1], in[2], c.ksize(), c.strides(),
                              c.padding, c.attrs()),
                MaxPool3DGradGrad(in[0], in[1], in[3], c.ksize(), c.strides(),
                                  c.padding, c.attrs())};
      },
      {images, pooled, grad, images_grad}, 0);
  ASSERT_OK(actual);
  ExpectEqual((*actual)[0], pooled);
  ExpectEqual((*actual)[1], MakeTensor(dtype, windows.images, dx));
  ExpectEqual((*actual)[2], MakeTensor(dtype, windows.result, ddy));
}

TEST(MaxPool3DKernelTest, GivesTheGradientToEveryLargestCell) {
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kBfloat16, kFloat}) ExpectMaxPool(dtype, c);
  }
}

TEST(MaxPool3DKernelTest, IsRightOnEveryInstructionSet) {
  OnEveryTarget([] {
    for (const Case& c : kCases) ExpectMaxPool(kFloat, c);
  });
}

TEST(MaxPool3DKernelTest, CellsWithinATinyDistanceAreLargestToo) {
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPool3DGrad(in[0], in[1], in[2], {1, 1, 1, 3, 1},
                             {1, 1, 1, 3, 1}, "VALID");
      },
      {MakeTensor(kFloat, {1, 1, 1, 3, 1}, {0.1, 0.100005, 0.09}),
       MakeTensor(kFloat, {1, 1, 1, 1, 1}, {0.100005}),
       MakeTensor(kFloat, {1, 1, 1, 1, 1}, {7})},
      MakeTensor(kFloat, {1, 1, 1, 3, 1}, {7, 7, 0}));
}

void ExpectAvgPool(DType dtype, const Case& c, double tolerance) {
  const Windows windows = WindowsOf(c);
  const Tensor images = Uniform(dtype, windows.images, -1, 1, 1);
  const Tensor grad = Uniform(dtype, windows.result, -1, 1, 2);
  const std::vector<double> x = Reals(images), g = Reals(grad);
  std::vector<double> y, dx(x.size());
  for (size_t i = 0; i < windows.cells.size(); ++i) {
    const auto cells = static_cast<double>(windows.cells[i].size());
    double sum = 0;
    for (int64_t cell : windows.cells[i]) {
      sum += x[cell];
      dx[cell] += g[i] / cells;
    }
    y.push_back(sum / cells);
  }
  std::vector<int32_t> sizes(windows.images.dims().begin(),
                             windows.images.dims().end());
  const auto actual = EvaluateAllWays(
      [&](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        return {AvgPool3D(in[0], c.ksize(), c.strides(), c.padding, c.attrs()),
                AvgPool3DGrad(in[2], in[1], c.ksize(), c.strides(), c.padding,
                              c.attrs())};
      },
      {images, grad, Tensor::Of<int32_t>({5}, absl::MakeConstSpan(sizes))}, 0);
  ASSERT_OK(actual);
  ExpectClose((*actual)[0], MakeTensor(dtype, windows.result, y), tolerance);
  ExpectClose((*actual)[1], MakeTensor(dtype, windows.images, dx), tolerance);
}

TEST(AvgPool3DKernelTest, DividesByTheCellsInsideTheImageForEveryType) {
  for (const Case& c : kCases) {
    ExpectAvgPool(kHalf, c, 8e-3);
    ExpectAvgPool(kBfloat16, c, 6e-2);
    ExpectAvgPool(kFloat, c, 1e-6);
    ExpectAvgPool(kDouble, c, 1e-14);
  }
}

Tensor Zeros(const Shape& shape) {
  return Tensor::Zeros(kFloat, shape).value();
}

TEST(Pool3DKernelTest, RefusesMalformedInputs) {
  struct Bad {
    Shape images;
    std::vector<int64_t> ksize, strides;
    const char* message;
  };
  const Bad cases[] = {
      {{1, 2, 2, 1}, {1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}, "5-dimensional"},
      {{1, 2, 2, 2, 1}, {1, 4, 1, 1, 1}, {1, 1, 1, 1, 1}, "negative"},
      {{1, 2, 2, 2, 1}, {1, 0, 1, 1, 1}, {1, 1, 1, 1, 1}, "ksize"},
      {{1, 2, 2, 2, 1}, {1, 1, 1, 1, 1}, {1, 1, 1, 0, 1}, "strides"},
      {{1, 2, 2, 2, 1}, {1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}, "5 dimensions"},
  };
  for (const Bad& bad : cases) {
    SCOPED_TRACE(bad.message);
    const auto refuse = [&](auto pool) {
      ExpectRefusedEveryWay(
          [&](const Graph&, const std::vector<Output>& in) {
            return pool(in[0], bad.ksize, bad.strides, "VALID", Pool3DAttrs());
          },
          {Zeros(bad.images)}, bad.message);
    };
    refuse(MaxPool3D);
    refuse(AvgPool3D);
  }
}

TEST(Pool3DKernelTest, RefusesGradientsOfOtherShapes) {
  const std::vector<int64_t> ones = {1, 1, 1, 1, 1};
  ExpectRefusedEveryWay(
      [&](const Graph&, const std::vector<Output>& in) {
        return MaxPool3DGradGrad(in[0], in[0], in[1], ones, ones, "SAME");
      },
      {Zeros({1, 1, 1, 1, 1}), Zeros({1, 1, 1, 1, 2})},
      "Expected grad shape to be [1,1,1,1,1], but got [1,1,1,1,2]");
  ExpectRefusedEveryWay(
      [&](const Graph&, const std::vector<Output>& in) {
        return MaxPool3DGrad(in[0], in[1], in[0], ones, ones, "SAME");
      },
      {Zeros({1, 1, 1, 1, 1}), Zeros({1, 1, 1, 1, 2})},
      "Expected orig_output shape to be [1,1,1,1,1]");
  ExpectRefusedEveryWay(
      [&](const Graph&, const std::vector<Output>& in) {
        return AvgPool3DGrad(in[0], in[1], ones, ones, "SAME");
      },
      {Tensor::Vector<int32_t>({1, 1, 1, 1, 1}), Zeros({1, 1, 1, 1, 2})},
      "Expected grad shape to be [1,1,1,1,1]");
  ExpectRefusedEveryWay(
      [&](const Graph&, const std::vector<Output>& in) {
        return AvgPool3DGrad(in[0], in[1], ones, ones, "SAME");
      },
      {Tensor::Vector<int32_t>({1, 1, -1, 1, 1}), Zeros({1, 1, 2, 1, 1})},
      "-1");
}

}  // namespace
}  // namespace thalweg
