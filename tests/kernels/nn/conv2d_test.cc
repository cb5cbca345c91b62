#include "thalweg/ops/nn/conv2d.h"

#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/nn/bias_add.h"
#include "thalweg/ops/nn/fused_conv2d.h"
#include "thalweg/ops/nn/relu.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

// One convolution, in words.
struct Case {
  int64_t batch, height, width, depth;
  int64_t filter_height, filter_width, filter_depth, out_depth;
  int64_t stride = 1;
  int64_t dilation = 1;
  std::string padding = "SAME";
  std::vector<int64_t> pads = {};  // Top, bottom, left, right.
  std::string format = "NHWC";
};

Shape Images(const Case& c, int64_t height, int64_t width, int64_t depth) {
  if (c.format == "NHWC") return {c.batch, height, width, depth};
  return {c.batch, depth, height, width};
}
Shape ImagesOf(const Case& c) { return Images(c, c.height, c.width, c.depth); }
Shape FilterOf(const Case& c) {
  return {c.filter_height, c.filter_width, c.filter_depth, c.out_depth};
}

std::vector<int64_t> PerDim(const Case& c, int64_t spatial) {
  if (c.format == "NHWC") return {1, spatial, spatial, 1};
  return {1, 1, spatial, spatial};
}

Conv2DAttrs AttrsOf(const Case& c) {
  Conv2DAttrs attrs;
  attrs.strides = PerDim(c, c.stride);
  attrs.dilations = PerDim(c, c.dilation);
  attrs.padding = c.padding;
  attrs.data_format = c.format;
  if (c.padding == "EXPLICIT") {
    attrs.explicit_paddings.assign(8, 0);
    const int first = c.format == "NHWC" ? 2 : 4;
    for (int i = 0; i < 4; ++i) attrs.explicit_paddings[first + i] = c.pads[i];
  }
  return attrs;
}

// TensorFlow's rules for one dimension.
struct Dim {
  int64_t output, pad;
};
Dim Slide(int64_t input, int64_t window, const Case& c, int first_pad) {
  const int64_t span = (window - 1) * c.dilation + 1;
  if (c.padding == "SAME") {
    const int64_t output = (input + c.stride - 1) / c.stride;
    const int64_t pads =
        std::max<int64_t>(0, (output - 1) * c.stride + span - input);
    return {output, pads / 2};
  }
  int64_t pads[] = {0, 0};
  if (c.padding == "EXPLICIT") {
    pads[0] = c.pads[first_pad];
    pads[1] = c.pads[first_pad + 1];
  }
  return {(input + pads[0] + pads[1] - span) / c.stride + 1, pads[0]};
}

int64_t Index(const Case& c, int64_t height, int64_t width, int64_t depth,
              int64_t b, int64_t i, int64_t j, int64_t d) {
  return c.format == "NHWC" ? ((b * height + i) * width + j) * depth + d
                            : ((b * depth + d) * height + i) * width + j;
}

Tensor NaiveConv2D(const Case& c, const Tensor& images, const Tensor& filter) {
  const Dim h = Slide(c.height, c.filter_height, c, 0);
  const Dim w = Slide(c.width, c.filter_width, c, 2);
  const int64_t groups = c.depth / c.filter_depth;
  const int64_t group_out = c.out_depth / groups;
  const auto x = Elements(images), f = Elements(filter);
  std::vector<double> y(c.batch * h.output * w.output * c.out_depth);
  for (int64_t b = 0; b < c.batch; ++b)
    for (int64_t i = 0; i < h.output; ++i)
      for (int64_t j = 0; j < w.output; ++j)
        for (int64_t o = 0; o < c.out_depth; ++o)
          for (int64_t u = 0; u < c.filter_height; ++u)
            for (int64_t v = 0; v < c.filter_width; ++v)
              for (int64_t d = 0; d < c.filter_depth; ++d) {
                const int64_t row = i * c.stride - h.pad + u * c.dilation;
                const int64_t column = j * c.stride - w.pad + v * c.dilation;
                if (row < 0 || row >= c.height || column < 0 ||
                    column >= c.width) {
                  continue;
                }
                const int64_t channel = o / group_out * c.filter_depth + d;
                y[Index(c, h.output, w.output, c.out_depth, b, i, j, o)] +=
                    x[Index(c, c.height, c.width, c.depth, b, row, column,
                            channel)]
                        .real() *
                    f[((u * c.filter_width + v) * c.filter_depth + d) *
                          c.out_depth +
                      o]
                        .real();
              }
  return MakeTensor(images.dtype(), Images(c, h.output, w.output, c.out_depth),
                    y);
}

const Case kCases[] = {
    // LeNet's and AlexNet's, smaller.
    {3, 9, 8, 1, 5, 5, 1, 16},
    {2, 7, 7, 16, 5, 5, 16, 32},
    {9, 6, 6, 3, 3, 3, 3, 8, 2},
    {2, 6, 5, 4, 1, 1, 4, 16},
    {1, 11, 10, 3, 4, 3, 3, 5, 3, 1, "VALID"},
    {2, 9, 9, 2, 3, 2, 2, 3, 1, 2},
    {2, 9, 9, 2, 3, 3, 2, 3, 2, 2, "VALID"},
    {2, 5, 6, 3, 3, 3, 3, 4, 2, 1, "EXPLICIT", {2, 0, 1, 3}},
    // Groups, of which one makes a depthwise convolution.
    {2, 6, 6, 4, 3, 3, 2, 6},
    {2, 6, 6, 4, 3, 3, 1, 4, 2},
    // The filter is larger than the images.
    {2, 2, 2, 3, 5, 5, 3, 4},
    {2, 7, 8, 3, 3, 3, 3, 8, 2, 1, "SAME", {}, "NCHW"},
    {2, 7, 8, 4, 3, 3, 2, 8, 1, 2, "EXPLICIT", {1, 2, 3, 0}, "NCHW"},
    {1, 1, 1, 1, 1, 1, 1, 1},
};

std::string Describe(const Case& c) {
  return absl::StrCat(ImagesOf(c).ToString(), FilterOf(c).ToString(), " s",
                      c.stride, " d", c.dilation, " ", c.padding, " ",
                      c.format);
}

double ToleranceOf(DType dtype) {
  switch (dtype) {
    case kHalf:
      return 5e-3;
    case kBfloat16:
      return 4e-2;
    case kFloat:
      return 3e-5;
    default:
      return 1e-12;
  }
}

Tensor Operand(DType dtype, const Shape& shape, uint32_t seed) {
  const bool integer = kIntegers.contains(dtype);
  return Uniform(dtype, shape, integer ? -9 : -1, integer ? 9 : 1, seed);
}

OutputsFunction Forward(const Case& c) {
  return
      [c](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        const Conv2DAttrs attrs = AttrsOf(c);
        return {Conv2D(in[0], in[1], attrs.strides, attrs.padding, attrs)};
      };
}

void ExpectForward(DType dtype, const Case& c) {
  SCOPED_TRACE(testing::Message() << DTypeName(dtype) << " " << Describe(c));
  const Tensor x = Operand(dtype, ImagesOf(c), 1);
  const Tensor f = Operand(dtype, FilterOf(c), 2);
  const auto y = EvaluateAllWays(Forward(c), {x, f});
  ASSERT_OK(y);
  ExpectClose((*y)[0], NaiveConv2D(c, x, f), ToleranceOf(dtype));
}

TEST(Conv2DKernelTest, EqualsTheNaiveConvolutionForEveryType) {
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt32}) {
      ExpectForward(dtype, c);
    }
  }
}

TEST(Conv2DKernelTest, PiecesOfBigBatchesFitTogether) {
  ExpectForward(kFloat, {13, 28, 28, 1, 5, 5, 1, 32});
  ExpectForward(kFloat, {3, 14, 14, 32, 5, 5, 32, 64});
}

TEST(Conv2DKernelTest, RowsOfFewBigImagesFitTogether) {
  ExpectForward(kFloat, {2, 30, 31, 32, 3, 3, 32, 48});
  ExpectForward(kFloat, {1, 61, 60, 16, 5, 5, 16, 64, 2, 1, "VALID"});
  ExpectForward(kFloat,
                {1, 32, 32, 24, 3, 3, 24, 64, 1, 2, "EXPLICIT", {3, 1, 0, 2}});
}

// Both gradients, against those of double, which numeric differentiation
// confirms (see tests/ops).
void ExpectBackward(DType dtype, const Case& c, double tolerance = 0) {
  SCOPED_TRACE(testing::Message() << DTypeName(dtype) << " " << Describe(c));
  const Conv2DAttrs attrs = AttrsOf(c);
  const auto backward =
      [&](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
    std::vector<Output> gradients = {Conv2DBackpropInput(
        in[3], in[1], in[2], attrs.strides, attrs.padding, attrs)};
    if (dtype != kInt32) {
      gradients.push_back(Conv2DBackpropFilter(
          in[0], in[4], in[2], attrs.strides, attrs.padding, attrs));
    }
    return gradients;
  };
  const auto sizes = [](const Shape& shape) {
    const std::vector<int32_t> dims(shape.dims().begin(), shape.dims().end());
    return Tensor::Of<int32_t>({4}, absl::MakeConstSpan(dims));
  };
  const auto geometry =
      ConvGeometryOf(ImagesOf(c), FilterOf(c), attrs.windows());
  ASSERT_OK(geometry);
  const auto inputs = [&](DType type) -> std::vector<Tensor> {
    std::vector<Tensor> tensors;
    for (const Shape& shape : {ImagesOf(c), FilterOf(c), geometry->output}) {
      // The same values, as rounded to `dtype`, for both types.
      const auto values = Elements(Operand(dtype, shape, tensors.size() + 1));
      std::vector<double> reals;
      for (const auto& value : values) reals.push_back(value.real());
      tensors.push_back(MakeTensor(type, shape, reals));
    }
    tensors.push_back(sizes(ImagesOf(c)));
    tensors.push_back(sizes(FilterOf(c)));
    return tensors;
  };
  const auto actual = EvaluateAllWays(backward, inputs(dtype));
  ASSERT_OK(actual);
  const auto expected = EvaluateAllWays(backward, inputs(kDouble));
  ASSERT_OK(expected);
  for (size_t i = 0; i < actual->size(); ++i) {
    std::vector<double> reals;
    for (const auto& value : Elements((*expected)[i])) {
      reals.push_back(value.real());
    }
    ExpectClose((*actual)[i], MakeTensor(dtype, (*expected)[i].shape(), reals),
                tolerance > 0 ? tolerance : ToleranceOf(dtype));
  }
}

TEST(Conv2DBackpropKernelTest, EqualsThatOfDoubleForEveryType) {
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kBfloat16, kFloat, kInt32}) {
      ExpectBackward(dtype, c);
    }
  }
}

TEST(Conv2DBackpropKernelTest, PiecesOfBigBatchesFitTogether) {
  ExpectBackward(kFloat, {21, 28, 28, 1, 5, 5, 1, 32}, 2e-4);
  ExpectBackward(kFloat, {5, 14, 14, 32, 5, 5, 32, 64}, 2e-4);
}

TEST(Conv2DKernelTest, EmptyBatchesGiveEmptyResultsAndZeroGradients) {
  ExpectForward(kFloat, {0, 5, 5, 2, 3, 3, 2, 4});
  ExpectBackward(kFloat, {0, 5, 5, 2, 3, 3, 2, 4});
  // No window fits.
  ExpectBackward(kFloat, {2, 2, 5, 2, 3, 3, 2, 4, 2, 1, "VALID"});
}

TEST(FusedConv2DKernelTest, HasTheBitsOfTheSeparateOps) {
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kFloat, kDouble}) {
      SCOPED_TRACE(Describe(c));
      Graph graph;
      const Output x = Constant(graph, Operand(dtype, ImagesOf(c), 1));
      const Output f = Constant(graph, Operand(dtype, FilterOf(c), 2));
      const Output bias = Constant(graph, Operand(dtype, {c.out_depth}, 3));
      const Conv2DAttrs attrs = AttrsOf(c);
      FusedConv2DAttrs fused;
      fused.explicit_paddings = attrs.explicit_paddings;
      fused.dilations = attrs.dilations;
      fused.data_format = attrs.data_format;
      fused.fused_ops = {"BiasAdd", "Relu"};
      const Output separate =
          Relu(BiasAdd(Conv2D(x, f, attrs.strides, attrs.padding, attrs), bias,
                       {.data_format = attrs.data_format}));
      const Output together =
          FusedConv2D(x, f, {bias}, attrs.strides, attrs.padding, fused);
      ASSERT_OK(graph.status());
      ASSERT_OK_AND_ASSIGN(const Tensor expected, Evaluate(separate));
      ExpectEqual(Evaluate(together), expected);
    }
  }
}

// Malformed inputs that have crashed others, among them.
TEST(Conv2DKernelTest, RefusesMalformedInputs) {
  struct Bad {
    Shape images, filter;
    std::vector<int64_t> strides;
    const char* padding;
    std::vector<int64_t> explicit_paddings;
    const char* message;
  };
  const Bad cases[] = {
      {{0, 0, 0, 0}, {0, 0, 0, 0}, {1, 1, 1, 1}, "SAME", {}, "zero elements"},
      {{1, 2, 2, 1}, {1, 0, 1, 1}, {1, 1, 1, 1}, "SAME", {}, "zero elements"},
      {{1, 0, 2, 1},
       {1, 1, 1, 1},
       {1, 1, 1, 1},
       "EXPLICIT",
       {0, 0, 1, 1, 1, 1, 0, 0},
       "must not be empty"},
      {{1, 2, 2}, {1, 1, 1, 1}, {1, 1, 1, 1}, "SAME", {}, "4-dimensional"},
      {{1, 2, 2, 3},
       {1, 1, 2, 1},
       {1, 1, 1, 1},
       "SAME",
       {},
       "input depth must be evenly divisible by filter depth: 3 vs 2"},
      {{1, 2, 2, 4},
       {1, 1, 2, 3},
       {1, 1, 1, 1},
       "SAME",
       {},
       "of groups: 3 vs 2"},
      {{1, 2, 2, 1},
       {1, 1, 1, 1},
       {1, 0, 1, 1},
       "SAME",
       {},
       "strides must be > 0"},
      {{1, 2, 2, 1}, {1, 1, 1, 1}, {1, 1, 1}, "SAME", {}, "4 values, got 3"},
      {{1, 2, 2, 1},
       {5, 5, 1, 1},
       {1, 1, 1, 1},
       "VALID",
       {},
       "Computed output size would be negative: -2"},
      {{1, 2, 2, 1},
       {1, 1, 1, 1},
       {1, 1, 1, 1},
       "EXPLICIT",
       {1, 1},
       "explicit_paddings of 8 values"},
      {{1, 2, 2, 1},
       {1, 1, 1, 1},
       {1, 1, 1, 1},
       "EXPLICIT",
       {0, 0, -1, 0, 0, 0, 0, 0},
       "explicit padding"},
  };
  for (const Bad& bad : cases) {
    SCOPED_TRACE(bad.message);
    ExpectRefusedEveryWay(
        [&](const Graph&, const std::vector<Output>& in) {
          return Conv2D(in[0], in[1], bad.strides, bad.padding,
                        {.explicit_paddings = bad.explicit_paddings});
        },
        {Operand(kFloat, bad.images, 1), Operand(kFloat, bad.filter, 2)},
        bad.message);
  }
}

TEST(Conv2DBackpropKernelTest, TakesBatchAndDepthFromElsewhere) {
  const Tensor f = Uniform(kFloat, {2, 3, 2, 4}, -1, 1, 1);
  for (const char* format : {"NHWC", "NCHW"}) {
    const bool last = std::string(format) == "NHWC";
    const Tensor g = Uniform(
        kFloat, last ? Shape({3, 4, 3, 4}) : Shape({3, 4, 4, 3}), -1, 1, 2);
    const auto whole = last ? Tensor::Of<int32_t>({4}, {3, 5, 5, 2})
                            : Tensor::Of<int32_t>({4}, {3, 2, 5, 5});
    const auto gradient = [&](const Graph&, const std::vector<Output>& in) {
      return Conv2DBackpropInput(in[0], in[1], in[2], {1, 1, 1, 1}, "VALID",
                                 {.data_format = format});
    };
    Graph graph;
    const auto expected = Evaluate(gradient(
        graph, {Const(graph, whole), Const(graph, f), Const(graph, g)}));
    ASSERT_OK(expected.status());
    ExpectCloseEveryWay(gradient, {Tensor::Of<int32_t>({2}, {5, 5}), f, g},
                        *expected, 1e-5);
  }
}

TEST(Conv2DBackpropKernelTest, GivesNothingForAFilterOfNoOutputs) {
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return Conv2DBackpropFilter(in[0], in[1], in[2], {1, 1, 1, 1}, "VALID");
      },
      {Uniform(kFloat, {1, 2, 3, 1}, -1, 1),
       Tensor::Of<int32_t>({4}, {2, 2, 1, 0}),
       Tensor::Of<float>({1, 1, 2, 0}, {})},
      Tensor::Of<float>({2, 2, 1, 0}, {}));
}

TEST(Conv2DBackpropKernelTest, RefusesMalformedInputs) {
  const auto ints = [](std::vector<int32_t> values) {
    return Tensor::Of<int32_t>({static_cast<int64_t>(values.size())},
                               absl::MakeConstSpan(values));
  };
  struct Bad {
    bool to_images;
    std::vector<int32_t> sizes;
    Shape given, backprop;
    std::vector<int64_t> strides;
    const char* message;
  };
  const Bad cases[] = {
      {false, {1, 1, 0, 1}, {0, 0, 1, 0}, {0, 0, 1, 1}, {1, 66, 18, 1}, ""},
      {false, {1, 1, 1, 1}, {1, 1, 1, 2}, {1, 1, 1, 1}, {1, 1, 1, 1}, "groups"},
      {true, {1, 1, 1, 1}, {0, 1, 5, 0}, {52, 1, 1, 0}, {1, 1, 1, 1}, "zero"},
      {true,
       {2, 2, 1},
       {1, 1, 1, 1},
       {1, 2, 2, 1},
       {1, 1, 1, 1},
       "4-dimensional"},
      {true, {1, 2, 2, 1}, {1, 1, 1, 3}, {3, 1, 0, 3}, {1, 1, 1, 1}, "match"},
      {true, {1, -2, 2, 1}, {1, 1, 1, 1}, {1, 2, 2, 1}, {1, 1, 1, 1}, "-2"},
      {true, {1, 2, 2, 1}, {1, 1, 1, 1}, {1, 3, 2, 1}, {1, 1, 1, 1}, "match"},
      {false, {1, 1, 1, 1}, {1, 2, 2, 1}, {1, 2, 2, 2}, {1, 1, 1, 1}, "match"},
  };
  for (const Bad& bad : cases) {
    SCOPED_TRACE(bad.message);
    ExpectRefusedEveryWay(
        [&](const Graph&, const std::vector<Output>& in) {
          return bad.to_images ? Conv2DBackpropInput(in[1], in[0], in[2],
                                                     bad.strides, "SAME")
                               : Conv2DBackpropFilter(in[0], in[1], in[2],
                                                      bad.strides, "SAME");
        },
        {Operand(kFloat, bad.given, 1), ints(bad.sizes),
         Operand(kFloat, bad.backprop, 2)},
        bad.message);
  }
}

}  // namespace
}  // namespace thalweg
