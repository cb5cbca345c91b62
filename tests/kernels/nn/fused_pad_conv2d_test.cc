#include "thalweg/ops/nn/fused_pad_conv2d.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

struct Case {
  int64_t batch, height, width, depth;
  // New sizes; 0 where the op does not resize.
  int32_t new_height, new_width;
  std::vector<int32_t> pads;  // Top, bottom, left, right.
  std::string mode;
  int64_t filter_height, filter_width, out_depth, stride;
  std::string padding;
  bool align_corners = false;
};

const Case kCases[] = {
    {2, 4, 5, 2, 0, 0, {1, 2, 0, 3}, "REFLECT", 2, 3, 3, 1, "VALID"},
    {2, 4, 5, 2, 0, 0, {4, 0, 5, 5}, "SYMMETRIC", 3, 3, 3, 2, "SAME"},
    // Three and more cells are left over.
    {1, 9, 8, 1, 0, 0, {0, 0, 1, 1}, "REFLECT", 1, 2, 2, 5, "VALID"},
    {1, 9, 8, 1, 0, 0, {0, 0, 1, 1}, "REFLECT", 1, 1, 2, 4, "SAME"},
    {2, 4, 4, 2, 6, 5, {1, 1, 1, 1}, "REFLECT", 2, 2, 3, 1, "SAME"},
    {1, 5, 7, 3, 3, 11, {2, 1, 0, 4}, "SYMMETRIC", 2, 3, 1, 1, "VALID"},
    {1, 5, 7, 3, 9, 4, {2, 1, 0, 3}, "REFLECT", 2, 3, 1, 2, "VALID", true},
    {1, 2, 2, 1, 1, 1, {0, 0, 0, 0}, "REFLECT", 1, 1, 1, 1, "SAME", true},
};

// What row i of the resized images is made of.
double Resized(const Case& c, const std::vector<double>& x, int64_t b,
               int64_t i, int64_t j, int64_t d) {
  const auto scale = [&](int64_t input, int64_t output) {
    if (c.align_corners && output > 1) {
      return static_cast<float>(input - 1) / static_cast<float>(output - 1);
    }
    return static_cast<float>(input) / static_cast<float>(output);
  };
  const float y = static_cast<float>(i) * scale(c.height, c.new_height);
  const float z = static_cast<float>(j) * scale(c.width, c.new_width);
  double sum = 0;
  for (int64_t row = 0; row < c.height; ++row)
    for (int64_t column = 0; column < c.width; ++column) {
      // Beyond the last row there is another like it.
      const auto weight = [](float at, int64_t cell, int64_t size) {
        const float inside = std::min(at, static_cast<float>(size - 1));
        return std::max(0.0f, 1 - std::abs(inside - static_cast<float>(cell)));
      };
      sum += weight(y, row, c.height) * weight(z, column, c.width) *
             x[((b * c.height + row) * c.width + column) * c.depth + d];
    }
  return sum;
}

int64_t Mirrored(int64_t i, int64_t size, const Case& c) {
  const int64_t offset = c.mode == "REFLECT" ? 1 : 0;
  if (i < 0) return -i - 1 + offset;
  return i < size ? i : 2 * size - i - 1 - offset;
}

Tensor Naive(const Case& c, const Tensor& images, const Tensor& filter) {
  const bool resizes = c.new_height > 0;
  const int64_t height = resizes ? c.new_height : c.height;
  const int64_t width = resizes ? c.new_width : c.width;
  const int64_t padded_height = height + c.pads[0] + c.pads[1];
  const int64_t padded_width = width + c.pads[2] + c.pads[3];
  const bool same = c.padding == "SAME";
  const auto outputs = [&](int64_t size, int64_t window) {
    return (size + c.stride - (same ? 1 : window)) / c.stride;
  };
  const int64_t rows = outputs(padded_height, c.filter_height);
  const int64_t columns = outputs(padded_width, c.filter_width);
  // How far the first window hangs over, rounded towards 0.
  const auto overhang = [&](int64_t n, int64_t window, int64_t size) {
    return ((n - 1) * c.stride + window - size + (same ? 0 : 1)) / 2;
  };
  const int64_t top = overhang(rows, c.filter_height, padded_height);
  const int64_t left = overhang(columns, c.filter_width, padded_width);
  std::vector<double> x, f, y;
  for (const auto& element : Elements(images)) x.push_back(element.real());
  for (const auto& element : Elements(filter)) f.push_back(element.real());
  for (int64_t b = 0; b < c.batch; ++b)
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < columns; ++j)
        for (int64_t o = 0; o < c.out_depth; ++o) {
          double sum = 0;
          for (int64_t u = 0; u < c.filter_height; ++u)
            for (int64_t v = 0; v < c.filter_width; ++v) {
              const int64_t row = i * c.stride - top + u;
              const int64_t column = j * c.stride - left + v;
              if (row < 0 || row >= padded_height || column < 0 ||
                  column >= padded_width) {
                continue;
              }
              const int64_t r = Mirrored(row - c.pads[0], height, c);
              const int64_t s = Mirrored(column - c.pads[2], width, c);
              for (int64_t d = 0; d < c.depth; ++d) {
                const double value =
                    resizes
                        ? Resized(c, x, b, r, s, d)
                        : x[((b * c.height + r) * c.width + s) * c.depth + d];
                sum +=
                    value *
                    f[((u * c.filter_width + v) * c.depth + d) * c.out_depth +
                      o];
              }
            }
          y.push_back(sum);
        }
  return MakeTensor(images.dtype(), {c.batch, rows, columns, c.out_depth}, y);
}

Tensor Paddings(const Case& c) {
  const std::vector<int32_t>& p = c.pads;
  return Tensor::Of<int32_t>({4, 2}, {0, 0, p[0], p[1], p[2], p[3], 0, 0});
}

TEST(FusedPadConv2DKernelTest, EqualsTheNaiveOne) {
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble}) {
      const bool resizes = c.new_height > 0;
      if (resizes && dtype == kBfloat16) continue;
      SCOPED_TRACE(testing::Message() << DTypeName(dtype) << (&c - kCases));
      const Tensor x =
          Uniform(dtype, {c.batch, c.height, c.width, c.depth}, -1, 1, 1);
      const Tensor f = Uniform(
          dtype, {c.filter_height, c.filter_width, c.depth, c.out_depth}, -1, 1,
          2);
      const std::vector<int64_t> strides = {1, c.stride, c.stride, 1};
      ASSERT_OK_AND_ASSIGN(
          const auto y,
          EvaluateAllWays(
              [&](const Graph&,
                  const std::vector<Output>& in) -> std::vector<Output> {
                if (!resizes) {
                  return {FusedPadConv2D(in[0], in[1], in[2], c.mode, strides,
                                         c.padding)};
                }
                return {FusedResizeAndPadConv2D(
                    in[0], in[3], in[1], in[2], c.mode, strides, c.padding,
                    {.resize_align_corners = c.align_corners})};
              },
              {x, Paddings(c), f,
               Tensor::Of<int32_t>({2}, {c.new_height, c.new_width})}));
      const double tolerance = dtype == kHalf       ? 5e-3
                               : dtype == kBfloat16 ? 4e-2
                               : dtype == kFloat    ? 1e-5
                                                    : 1e-6;
      ExpectClose(y[0], Naive(c, x, f), tolerance);
    }
  }
}

TEST(FusedPadConv2DTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 9, 9, 2});
  const Output f = Placeholder(graph, kFloat, {3, 3, 2, 8});
  const Output any = Placeholder(graph, kInt32);
  const Output margins =
      Constant(graph, Tensor::Of<int32_t>({4, 2}, {0, 0, 1, 1, 2, 2, 0, 0}));
  EXPECT_EQ(
      FusedPadConv2D(x, margins, f, "REFLECT", {1, 1, 1, 1}, "VALID").shape(),
      Shape({-1, 9, 11, 8}));
  EXPECT_EQ(FusedPadConv2D(x, any, f, "REFLECT", {1, 1, 1, 1}, "VALID").shape(),
            Shape({-1, -1, -1, 8}));
  EXPECT_EQ(FusedResizeAndPadConv2D(x, {12, 20}, margins, f, "REFLECT",
                                    {1, 2, 2, 1}, "SAME")
                .shape(),
            Shape({-1, 7, 12, 8}));
  EXPECT_OK(graph.status());
}

TEST(FusedPadConv2DKernelTest, RefusesMalformedInputs) {
  const auto refuse = [](const Shape& images, std::vector<int32_t> size,
                         std::vector<int32_t> paddings, const Shape& filter,
                         const char* message) {
    SCOPED_TRACE(message);
    const auto rows = static_cast<int64_t>(paddings.size()) / 2;
    ExpectRefusedEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return FusedResizeAndPadConv2D(in[0], in[1], in[2], in[3], "REFLECT",
                                         {1, 1, 1, 1}, "SAME");
        },
        {Uniform(kFloat, images, -1, 1), Tensor::Vector<int32_t>(size),
         Tensor::Of<int32_t>({rows, 2}, absl::MakeConstSpan(paddings)),
         Uniform(kFloat, filter, -1, 1)},
        message);
  };
  const std::vector<int32_t> none(8, 0);
  refuse({3, 3, 1, 4}, {1879048192, 1879048192}, none, {1, 3, 4, 1}, "");
  refuse({1, 3, 3, 1}, {1879048192, 1}, none, {1, 1, 1, 1}, "too large");
  refuse({1, 3, 3, 1}, {0, 2}, none, {1, 1, 1, 1}, "positive");
  refuse({1, 3, 3, 1}, {-1, 2}, none, {1, 1, 1, 1}, "");
  refuse({1, 3, 3, 1}, {2, 2, 2}, none, {1, 1, 1, 1}, "size");
  refuse({1, 0, 3, 1}, {2, 2}, none, {1, 1, 1, 1}, "can't be empty");
  refuse({1, 3, 3, 1}, {2, 2}, {0, 0, 0, 0}, {1, 1, 1, 1}, "paddings");
  refuse({1, 3, 3, 1}, {2, 2}, {0, 0, 2, 0, 0, 0, 0, 0}, {1, 1, 1, 1},
         "less than");
  refuse({1, 3, 3, 1}, {2, 2}, {0, 0, 0, -1, 0, 0, 0, 0}, {1, 1, 1, 1}, "-1");
  refuse({2, 3, 3, 1}, {2, 2}, {1, 0, 0, 0, 0, 0, 0, 0}, {1, 1, 1, 1},
         "not batches");
  refuse({1, 3, 3, 2}, {2, 2}, {0, 0, 0, 0, 0, 0, 1, 0}, {1, 1, 2, 1},
         "not channels");
  refuse({1, 3, 3, 4}, {2, 2}, none, {1, 1, 2, 2}, "same depth");
}

}  // namespace
}  // namespace thalweg
