#include "thalweg/ops/nn/dilation2d.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

struct Case {
  int64_t batch, height, width, depth, filter_height, filter_width;
  int64_t stride, rate;
  std::string padding;
};

const Case kCases[] = {
    {2, 5, 4, 3, 2, 3, 1, 1, "SAME"},
    {1, 9, 8, 40, 3, 2, 2, 2, "SAME"},
    {3, 7, 6, 2, 3, 3, 2, 1, "VALID"},
    {1, 2, 2, 1, 2, 2, 1, 5, "SAME"},  // Corners see padding alone.
    {1, 3, 3, 0, 2, 2, 1, 1, "SAME"},
    {0, 3, 3, 2, 2, 2, 1, 1, "VALID"},
};

struct Dim {
  int64_t output, pad;
};
Dim Slide(int64_t input, int64_t window, const Case& c) {
  const int64_t span = (window - 1) * c.rate + 1;
  if (c.padding == "VALID") return {(input - span + c.stride) / c.stride, 0};
  const int64_t output = (input + c.stride - 1) / c.stride;
  return {output,
          std::max<int64_t>(0, (output - 1) * c.stride + span - input) / 2};
}

// The result and both gradients, by the definition.
struct Expected {
  std::vector<double> y, to_images, to_filter;
};

Expected NaiveDilation(const Case& c, const std::vector<double>& x,
                       const std::vector<double>& f,
                       const std::vector<double>& g, double lowest) {
  const Dim h = Slide(c.height, c.filter_height, c);
  const Dim w = Slide(c.width, c.filter_width, c);
  Expected e{{}, std::vector<double>(x.size()), std::vector<double>(f.size())};
  for (int64_t b = 0; b < c.batch; ++b)
    for (int64_t i = 0; i < h.output; ++i)
      for (int64_t j = 0; j < w.output; ++j)
        for (int64_t d = 0; d < c.depth; ++d) {
          double best = lowest;
          const int64_t top = i * c.stride - h.pad, left = j * c.stride - w.pad;
          // Where TensorFlow puts the gradient of padding.
          int64_t row = std::max<int64_t>(top, 0);
          int64_t column = std::max<int64_t>(left, 0);
          int64_t tap = 0;
          for (int64_t u = 0; u < c.filter_height; ++u)
            for (int64_t v = 0; v < c.filter_width; ++v) {
              const int64_t r = top + u * c.rate, s = left + v * c.rate;
              if (r < 0 || r >= c.height || s < 0 || s >= c.width) continue;
              const int64_t t = u * c.filter_width + v;
              const double sum =
                  x[((b * c.height + r) * c.width + s) * c.depth + d] +
                  f[t * c.depth + d];
              if (sum <= best) continue;
              best = sum;
              row = r;
              column = s;
              tap = t;
            }
          const double gradient = g[e.y.size()];
          e.y.push_back(best);
          e.to_filter[tap * c.depth + d] += gradient;
          if (row < c.height && column < c.width) {
            e.to_images[((b * c.height + row) * c.width + column) * c.depth +
                        d] += gradient;
          }
        }
  return e;
}

// Whole numbers, which every type adds exactly; with ties.
Tensor Whole(DType dtype, const Shape& shape, double low, double high,
             uint32_t seed) {
  const Tensor ints = Uniform(kInt32, shape, low, high, seed);
  return FromElements(dtype, shape, Elements(ints));
}
std::vector<double> Reals(const Tensor& tensor) {
  std::vector<double> reals;
  for (const auto& element : Elements(tensor)) reals.push_back(element.real());
  return reals;
}

double LowestOf(DType dtype) {
  switch (dtype) {
    case kHalf:
      return -65504;
    case kInt8:
      return -128;
    case kInt32:
      return -0x1p31;
    default:
      return dtype == kFloat ? -std::numeric_limits<float>::max() : 0;
  }
}

TEST(Dilation2DKernelTest, EqualsTheDefinition) {
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kFloat, kInt8, kUint16, kInt32, kUint64}) {
      SCOPED_TRACE(testing::Message() << DTypeName(dtype) << c.padding);
      const Shape images = {c.batch, c.height, c.width, c.depth};
      const Shape filter = {c.filter_height, c.filter_width, c.depth};
      const Shape result = {c.batch, Slide(c.height, c.filter_height, c).output,
                            Slide(c.width, c.filter_width, c).output, c.depth};
      const Tensor x = Whole(dtype, images, 3, 9, 1);
      const Tensor f = Whole(dtype, filter, 0, 3, 2);
      const Tensor g = Whole(dtype, result, 0, 3, 3);
      const Expected e =
          NaiveDilation(c, Reals(x), Reals(f), Reals(g), LowestOf(dtype));
      const std::vector<int64_t> strides = {1, c.stride, c.stride, 1};
      const std::vector<int64_t> rates = {1, c.rate, c.rate, 1};
      ASSERT_OK_AND_ASSIGN(
          const auto all,
          EvaluateAllWays(
              [&](const Graph&,
                  const std::vector<Output>& in) -> std::vector<Output> {
                return {Dilation2D(in[0], in[1], strides, rates, c.padding),
                        Dilation2DBackpropInput(in[0], in[1], in[2], strides,
                                                rates, c.padding),
                        Dilation2DBackpropFilter(in[0], in[1], in[2], strides,
                                                 rates, c.padding)};
              },
              {x, f, g}));
      ExpectEqual(all[0], MakeTensor(dtype, result, e.y));
      ExpectEqual(all[1], MakeTensor(dtype, images, e.to_images));
      ExpectEqual(all[2], MakeTensor(dtype, filter, e.to_filter));
    }
  }
}

TEST(Dilation2DKernelTest, PassesOverNanAndWrapsIntegers) {
  const auto dilate = [](const Graph&, const std::vector<Output>& in) {
    return Dilation2D(in[0], in[1], {1, 1, 1, 1}, {1, 1, 1, 1}, "VALID");
  };
  ExpectEveryWay(dilate,
                 {MakeTensor(kFloat, {1, 1, 3, 1}, {NAN, 1, NAN}),
                  MakeTensor(kFloat, {1, 2, 1}, {0, 2})},
                 MakeTensor(kFloat, {1, 1, 2, 1}, {3, 1}));
  ExpectEveryWay(dilate,
                 {MakeTensor(kUint8, {1, 1, 2, 1}, {250, 3}),
                  MakeTensor(kUint8, {1, 2, 1}, {10, 2})},
                 MakeTensor(kUint8, {1, 1, 1, 1}, {5}));
}

TEST(Dilation2DKernelTest, RefusesMalformedInputs) {
  struct Bad {
    Shape images, filter, backprop;
    const char* message;
  };
  const Bad cases[] = {
      {{1, 3, 3, 3}, {0, 0, 3}, {1, 1, 1, 3}, "zero elements"},
      {{1, 3, 3, 2}, {2, 2, 3}, {1, 2, 2, 2}, "the same depth: 2 vs 3"},
      {{1, 3, 3}, {2, 2, 3}, {1, 2, 2, 2}, "input must be 4-dimensional"},
      {{1, 3, 3, 2}, {2, 2, 2, 1}, {1, 2, 2, 2}, "filter must be 3-dim"},
      {{1, 3, 3, 2}, {2, 2, 2}, {1, 3, 2, 2}, "match"},
      {{1, 3, 3, 2}, {2, 2, 2}, {1, 2, 2}, "out_backprop must be 4-dim"},
      {{1, 3, 3, 2}, {7, 2, 2}, {1, 2, 2, 2}, "negative"},
  };
  for (const Bad& bad : cases) {
    SCOPED_TRACE(bad.message);
    const std::vector<Tensor> inputs = {Uniform(kFloat, bad.images, -1, 1),
                                        Uniform(kFloat, bad.filter, -1, 1),
                                        Uniform(kFloat, bad.backprop, -1, 1)};
    ExpectRefusedEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return Dilation2DBackpropInput(in[0], in[1], in[2], {1, 1, 1, 1},
                                         {1, 1, 1, 1}, "VALID");
        },
        inputs, bad.message);
    ExpectRefusedEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return Dilation2DBackpropFilter(in[0], in[1], in[2], {1, 1, 1, 1},
                                          {1, 1, 1, 1}, "VALID");
        },
        inputs, bad.message);
  }
}

}  // namespace
}  // namespace thalweg
