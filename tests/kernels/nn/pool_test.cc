// MaxPool, AvgPool and their gradients.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/nn/avg_pool.h"
#include "thalweg/ops/nn/max_pool.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_target.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

// One pooling, in words; NHWC, or NCHW where `channels_first`.
struct Case {
  int64_t batch, height, width, depth;
  int64_t window, stride;
  std::string padding = "SAME";
  std::vector<int64_t> pads = {0, 0, 0, 0};  // Top, bottom, left, right.
  bool channels_first = false;
  int64_t depth_window = 1;
};

std::string Describe(const Case& c) {
  return absl::StrCat(c.batch, "x", c.height, "x", c.width, "x", c.depth, " k",
                      c.window, " s", c.stride, " ", c.padding,
                      c.channels_first ? " NCHW" : "");
}

std::vector<int64_t> PerDim(const Case& c, int64_t spatial, int64_t depth) {
  if (c.channels_first) return {1, depth, spatial, spatial};
  return {1, spatial, spatial, depth};
}

std::vector<int64_t> ExplicitPaddings(const Case& c) {
  if (c.padding != "EXPLICIT") return {};
  std::vector<int64_t> all(8);
  for (int i = 0; i < 4; ++i) all[(c.channels_first ? 4 : 2) + i] = c.pads[i];
  return all;
}

struct Cells {
  int64_t begin, end;
};
struct Dim {
  int64_t input, window, stride, pad, output;
  Cells At(int64_t i) const {
    return {std::max<int64_t>(i * stride - pad, 0),
            std::min(i * stride - pad + window, input)};
  }
};
Dim DimOf(int64_t input, const Case& c, int first_pad) {
  if (c.padding == "SAME") {
    const int64_t output = (input + c.stride - 1) / c.stride;
    const int64_t pads =
        std::max<int64_t>(0, (output - 1) * c.stride + c.window - input);
    return {input, c.window, c.stride, pads / 2, output};
  }
  const int64_t before = c.pads[first_pad], after = c.pads[first_pad + 1];
  return {input, c.window, c.stride, before,
          (input + before + after - c.window) / c.stride + 1};
}

// The windows of a pooling: for each element of the result, the elements of
// the images that it sees, in the order of rows.
struct Windows {
  Shape images, result;
  std::vector<std::vector<int64_t>> cells;
};
Windows WindowsOf(const Case& c) {
  const Dim h = DimOf(c.height, c, 0), w = DimOf(c.width, c, 2);
  const Dim d = {c.depth, c.depth_window, c.depth_window, 0,
                 c.depth / c.depth_window};
  const auto images = [&](int64_t rows, int64_t columns, int64_t channels) {
    return c.channels_first ? Shape({c.batch, channels, rows, columns})
                            : Shape({c.batch, rows, columns, channels});
  };
  Windows windows;
  windows.images = images(c.height, c.width, c.depth);
  windows.result = images(h.output, w.output, d.output);
  windows.cells.resize(windows.result.num_elements());
  const auto index = [&](int64_t rows, int64_t columns, int64_t channels,
                         int64_t b, int64_t i, int64_t j, int64_t k) {
    return c.channels_first ? ((b * channels + k) * rows + i) * columns + j
                            : ((b * rows + i) * columns + j) * channels + k;
  };
  for (int64_t b = 0; b < c.batch; ++b)
    for (int64_t i = 0; i < h.output; ++i)
      for (int64_t j = 0; j < w.output; ++j)
        for (int64_t k = 0; k < d.output; ++k) {
          auto& cells =
              windows.cells[index(h.output, w.output, d.output, b, i, j, k)];
          for (int64_t u = h.At(i).begin; u < h.At(i).end; ++u)
            for (int64_t v = w.At(j).begin; v < w.At(j).end; ++v)
              for (int64_t e = d.At(k).begin; e < d.At(k).end; ++e)
                cells.push_back(index(c.height, c.width, c.depth, b, u, v, e));
        }
  return windows;
}

std::vector<double> Reals(const Tensor& tensor) {
  std::vector<double> reals;
  for (const auto& element : Elements(tensor)) reals.push_back(element.real());
  return reals;
}

int64_t FirstLargest(const std::vector<double>& x,
                     const std::vector<int64_t>& cells) {
  int64_t best = cells[0];
  for (int64_t cell : cells) {
    if (x[cell] > x[best]) best = cell;
  }
  return best;
}

const Case kCases[] = {
    {2, 6, 6, 3, 2, 2},
    {2, 7, 5, 16, 2, 2},
    {1, 7, 8, 33, 3, 2},
    {2, 5, 5, 4, 3, 1},
    {3, 6, 7, 5, 3, 2, "VALID"},
    {2, 4, 4, 1, 4, 4, "VALID"},
    // Cells between the windows, which none sees.
    {1, 7, 7, 17, 2, 3, "VALID"},
    {2, 6, 5, 3, 3, 2, "SAME", {0, 0, 0, 0}, true},
};

// Whole numbers, of which many are equal.
Tensor Images(DType dtype, const Shape& shape, uint32_t seed) {
  const Tensor spread = Uniform(kDouble, shape, 0, 6, seed);
  std::vector<double> whole = Reals(spread);
  for (double& each : whole) each = std::floor(each);
  return MakeTensor(dtype, shape, whole);
}

void ExpectMaxPool(DType dtype, const Case& c) {
  SCOPED_TRACE(testing::Message() << DTypeName(dtype) << " " << Describe(c));
  const Windows windows = WindowsOf(c);
  const Tensor images = Images(dtype, windows.images, 1);
  const Tensor grad = Images(dtype, windows.result, 2);
  const Tensor images_grad = Images(dtype, windows.images, 3);
  const std::vector<double> x = Reals(images), g = Reals(grad),
                            gg = Reals(images_grad);
  std::vector<double> y, dx(x.size()), ddy;
  for (size_t i = 0; i < windows.cells.size(); ++i) {
    const int64_t best = FirstLargest(x, windows.cells[i]);
    y.push_back(x[best]);
    dx[best] += g[i];
    ddy.push_back(gg[best]);
  }
  const std::string format = c.channels_first ? "NCHW" : "NHWC";
  const auto ksize = PerDim(c, c.window, c.depth_window);
  const auto strides = PerDim(c, c.stride, c.depth_window);
  const bool has_forward = dtype != kUint32 && dtype != kUint64;
  const auto actual = EvaluateAllWays(
      [&](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        const MaxPoolAttrs attrs = {.explicit_paddings = ExplicitPaddings(c),
                                    .data_format = format};
        std::vector<Output> outputs = {
            MaxPoolGrad(in[0], in[1], in[2], ksize, strides, c.padding, attrs)};
        if (c.padding != "EXPLICIT") {
          outputs.push_back(MaxPoolGradGrad(in[0], in[1], in[3], ksize, strides,
                                            c.padding,
                                            {.data_format = format}));
        }
        if (has_forward) {
          outputs.push_back(MaxPool(in[0], ksize, strides, c.padding, attrs));
        }
        return outputs;
      },
      {images, MakeTensor(dtype, windows.result, y), grad, images_grad}, 0);
  ASSERT_OK(actual);
  ExpectEqual((*actual)[0], MakeTensor(dtype, windows.images, dx));
  if (c.padding != "EXPLICIT") {
    ExpectEqual((*actual)[1], MakeTensor(dtype, windows.result, ddy));
  }
  if (has_forward) {
    ExpectEqual(actual->back(), MakeTensor(dtype, windows.result, y));
  }
}

TEST(MaxPoolKernelTest, TakesTheFirstLargestOfEachWindowForEveryType) {
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt8, kUint8,
                        kInt16, kUint16, kInt32, kUint32, kInt64, kUint64}) {
      ExpectMaxPool(dtype, c);
    }
  }
}

TEST(MaxPoolKernelTest, IsRightOnEveryInstructionSet) {
  OnEveryTarget([] {
    for (const Case& c : kCases) {
      ExpectMaxPool(kFloat, c);
      ExpectMaxPool(kDouble, c);
    }
  });
}

TEST(MaxPoolKernelTest, TakesExplicitPadding) {
  for (DType dtype : {kFloat, kInt32}) {
    ExpectMaxPool(dtype, {2, 5, 6, 3, 3, 2, "EXPLICIT", {2, 1, 0, 2}});
    ExpectMaxPool(dtype, {1, 5, 6, 3, 2, 1, "EXPLICIT", {1, 0, 1, 1}, true});
  }
}

TEST(MaxPoolKernelTest, PoolsBlocksOfChannels) {
  ExpectMaxPool(kFloat, {2, 2, 3, 6, 1, 1, "VALID", {0, 0, 0, 0}, false, 3});
  ExpectMaxPool(kInt32, {2, 2, 3, 6, 1, 1, "VALID", {0, 0, 0, 0}, true, 2});
}

TEST(MaxPoolKernelTest, BigBatchesFitTogether) {
  ExpectMaxPool(kFloat, {40, 14, 14, 32, 2, 2});
}

TEST(MaxPoolKernelTest, NaNIsLargest) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (int64_t depth : {1, 16}) {
    std::vector<float> pixels;
    for (float value : {1.f, nan, 3.f, nan}) {
      pixels.insert(pixels.end(), depth, value);
    }
    Graph graph;
    const Output x = Constant(
        graph,
        Tensor::Of<float>({1, 2, 2, depth}, absl::MakeConstSpan(pixels)));
    const Output y = MaxPool(x, {1, 2, 2, 1}, {1, 2, 2, 1}, "VALID");
    const Output dx =
        MaxPoolGrad(x, y,
                    Constant(graph, MakeTensor(kFloat, {1, 1, 1, depth},
                                               std::vector<double>(depth, 7))),
                    {1, 2, 2, 1}, {1, 2, 2, 1}, "VALID");
    ASSERT_OK_AND_ASSIGN(const auto results, Evaluate({}, {y, dx}));
    std::vector<double> expected(4 * depth);
    std::fill_n(expected.begin() + depth, depth, 7);
    ExpectEqual(results[0], MakeTensor(kFloat, {1, 1, 1, depth},
                                       std::vector<double>(depth, nan)));
    ExpectEqual(results[1], MakeTensor(kFloat, {1, 2, 2, depth}, expected));
  }
}

void ExpectAvgPool(DType dtype, const Case& c) {
  SCOPED_TRACE(testing::Message() << DTypeName(dtype) << " " << Describe(c));
  const Windows windows = WindowsOf(c);
  const Tensor images = Uniform(dtype, windows.images, -1, 1, 1);
  const Tensor grad = Uniform(dtype, windows.result, -1, 1, 2);
  const std::vector<double> x = Reals(images), g = Reals(grad);
  std::vector<double> y, dx(x.size());
  for (size_t i = 0; i < windows.cells.size(); ++i) {
    double sum = 0;
    for (int64_t cell : windows.cells[i]) {
      sum += x[cell];
      dx[cell] += g[i] / windows.cells[i].size();
    }
    y.push_back(sum / windows.cells[i].size());
  }
  std::vector<int32_t> sizes(windows.images.dims().begin(),
                             windows.images.dims().end());
  const AvgPoolAttrs attrs = {.data_format =
                                  c.channels_first ? "NCHW" : "NHWC"};
  const auto ksize = PerDim(c, c.window, 1), strides = PerDim(c, c.stride, 1);
  const auto actual = EvaluateAllWays(
      [&](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        return {AvgPool(in[0], ksize, strides, c.padding, attrs),
                AvgPoolGrad(in[2], in[1], ksize, strides, c.padding, attrs)};
      },
      {images, grad, Tensor::Of<int32_t>({4}, absl::MakeConstSpan(sizes))}, 0);
  ASSERT_OK(actual);
  const double tolerance = dtype == kHalf       ? 4e-3
                           : dtype == kBfloat16 ? 3e-2
                           : dtype == kFloat    ? 1e-6
                                                : 1e-14;
  ExpectClose((*actual)[0], MakeTensor(dtype, windows.result, y), tolerance);
  ExpectClose((*actual)[1], MakeTensor(dtype, windows.images, dx), tolerance);
}

TEST(AvgPoolKernelTest, DividesByTheCellsInsideTheImageForEveryType) {
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble}) {
      ExpectAvgPool(dtype, c);
    }
  }
}

TEST(PoolKernelTest, EmptyBatchesGiveEmptyResults) {
  ExpectMaxPool(kFloat, {0, 4, 4, 3, 2, 2});
  ExpectAvgPool(kFloat, {0, 4, 4, 3, 2, 2});
}

Tensor Zeros(DType dtype, const Shape& shape) {
  return Tensor::Zeros(dtype, shape).value();
}

// Malformed inputs that have crashed others, among them.
TEST(MaxPoolKernelTest, RefusesMalformedInputs) {
  struct Bad {
    Shape images;
    std::vector<int64_t> ksize, strides;
    const char* padding;
    std::vector<int64_t> explicit_paddings;
    const char* message;
  };
  const Bad cases[] = {
      {{1, 1, 1, 1}, {1, 3, 3, 1}, {1, 1, 1, 1}, "VALID", {}, "negative: -1"},
      {{1, 2, 2}, {1, 1, 1, 1}, {1, 1, 1, 1}, "SAME", {}, "4-dimensional"},
      {{1, 2, 2, 1}, {1, 0, 1, 1}, {1, 1, 1, 1}, "SAME", {}, "ksize"},
      {{1, 2, 2, 1}, {1, -2, 1, 1}, {1, 1, 1, 1}, "SAME", {}, "ksize"},
      {{1, 2, 2, 1}, {1, 1, 1, 1}, {1, 1, 1, 0}, "SAME", {}, "stride"},
      {{1, 2, 2, 1},
       {1, int64_t{1} << 62, 1, 1},
       {1, 1, 1, 1},
       "VALID",
       {},
       "ksize"},
      {{3, 0, 0, 2},
       {1, 2, 2, 1},
       {1, 1, 1, 1},
       "EXPLICIT",
       {0, 0, 1, 1, 1, 1, 0, 0},
       "not empty"},
      {{3, 0, 0, 2}, {1, 2, 2, 1}, {1, 1, 1, 1}, "EXPLICIT", {1}, "8 values"},
      {{1, 2, 2, 1},
       {1, 2, 2, 1},
       {1, 1, 1, 1},
       "EXPLICIT",
       {0, 0, 2, 0, 0, 0, 0, 0},
       "needs to be smaller than the window size"},
  };
  for (const Bad& bad : cases) {
    SCOPED_TRACE(bad.message);
    ExpectRefusedEveryWay(
        [&](const Graph&, const std::vector<Output>& in) {
          return MaxPool(in[0], bad.ksize, bad.strides, bad.padding,
                         {.explicit_paddings = bad.explicit_paddings});
        },
        {Zeros(kFloat, bad.images)}, bad.message);
    ExpectRefusedEveryWay(
        [&](const Graph&, const std::vector<Output>& in) {
          return MaxPoolGrad(in[0], in[0], in[0], bad.ksize, bad.strides,
                             bad.padding,
                             {.explicit_paddings = bad.explicit_paddings});
        },
        {Zeros(kFloat, bad.images)}, bad.message);
  }
}

TEST(MaxPoolKernelTest, RefusesGradientsOfOtherShapes) {
  const std::vector<int64_t> ones = {1, 1, 1, 1};
  const Tensor images = Zeros(kFloat, {1, 1, 1, 1});
  const Tensor empty = Zeros(kFloat, {0, 0, 0, 0});
  ExpectRefusedEveryWay(
      [&](const Graph&, const std::vector<Output>& in) {
        return MaxPoolGrad(in[0], in[0], in[1], ones, ones, "VALID");
      },
      {images, empty}, "Expected grad shape to be [1,1,1,1]");
  ExpectRefusedEveryWay(
      [&](const Graph&, const std::vector<Output>& in) {
        return MaxPoolGrad(in[0], in[1], in[0], ones, ones, "VALID");
      },
      {images, empty}, "Expected orig_output shape to be [1,1,1,1]");
  ExpectRefusedEveryWay(
      [&](const Graph&, const std::vector<Output>& in) {
        return MaxPoolGradGrad(in[0], in[0], in[1], ones, ones, "VALID");
      },
      {images, empty}, "Expected grad shape to be [1,1,1,1]");
}

TEST(AvgPoolKernelTest, RefusesMalformedInputs) {
  struct Bad {
    std::vector<int32_t> images;
    Shape grad;
    std::vector<int64_t> strides;
    const char* message;
  };
  const int32_t huge = -536870912;
  const Bad cases[] = {
      {{huge, huge, huge, huge}, {1, 1, 1, 1}, {1, 1, 1, 1}, "-536870912"},
      {{11, 9, 78, 9}, {16, 16, 16, 16}, {1, 128, 128, 1}, "Expected grad"},
      {{1, 2, 2, 1}, {1, 2, 2, 1}, {1, 1, 1, 0}, "stride"},
      {{1, 2, 2}, {1, 2, 2, 1}, {1, 1, 1, 1}, "4-dimensional"},
  };
  for (const Bad& bad : cases) {
    SCOPED_TRACE(bad.message);
    ExpectRefusedEveryWay(
        [&](const Graph&, const std::vector<Output>& in) {
          return AvgPoolGrad(in[0], in[1], {1, 1, 1, 1}, bad.strides, "SAME");
        },
        {Tensor::Of<int32_t>({static_cast<int64_t>(bad.images.size())},
                             absl::MakeConstSpan(bad.images)),
         Zeros(kFloat, bad.grad)},
        bad.message);
  }
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return AvgPool(in[0], {1, int64_t{1} << 40, 1, 1}, {1, 1, 1, 1},
                       "SAME");
      },
      {Zeros(kFloat, {1, 2, 2, 1})}, "ksize");
}

}  // namespace
}  // namespace thalweg
