// Conv3D and DepthwiseConv2dNative, which run by the kernels of Conv2D, against
// one naive convolution.
#include "thalweg/ops/nn/conv3d.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/ops/nn/depthwise_conv2d.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Space = std::array<int64_t, 3>;

// One convolution, in words; in the plane there is one plane.
struct Case {
  bool depthwise;
  int64_t batch;
  Space sizes;
  int64_t depth;
  Space windows;
  // Of the filter's depth: depth / groups; and its last dimension.
  int64_t filter_depth, last;
  Space strides = {1, 1, 1};
  Space dilations = {1, 1, 1};
  std::string padding = "SAME";
  bool channels_last = true;

  int64_t out_depth() const { return depthwise ? depth * last : last; }
};

// [batch, space, depth] as the case lays it out.
Shape Laid(const Case& c, const Space& space, int64_t depth) {
  Shape::Dims dims = {c.batch};
  if (!c.channels_last) dims.push_back(depth);
  for (int i = c.depthwise ? 1 : 0; i < 3; ++i) dims.push_back(space[i]);
  if (c.channels_last) dims.push_back(depth);
  return Shape(dims);
}
Shape ImagesOf(const Case& c) { return Laid(c, c.sizes, c.depth); }
Shape FilterOf(const Case& c) {
  Shape::Dims dims(c.windows.begin() + (c.depthwise ? 1 : 0), c.windows.end());
  dims.push_back(c.filter_depth);
  dims.push_back(c.last);
  return Shape(dims);
}
std::vector<int64_t> PerDim(const Case& c, const Space& space) {
  std::vector<int64_t> values(space.begin() + (c.depthwise ? 1 : 0),
                              space.end());
  values.insert(values.begin(), 1);
  values.insert(c.channels_last ? values.end() : values.begin(), 1);
  return values;
}

// TensorFlow's rules for direction i.
int64_t Span(const Case& c, int i) {
  return (c.windows[i] - 1) * c.dilations[i] + 1;
}
int64_t OutputOf(const Case& c, int i) {
  const int64_t input = c.padding == "SAME"
                            ? c.sizes[i] + c.strides[i] - 1
                            : c.sizes[i] - Span(c, i) + c.strides[i];
  return input / c.strides[i];
}
int64_t PadOf(const Case& c, int i) {
  if (c.padding == "VALID") return 0;
  return std::max<int64_t>(
             0, (OutputOf(c, i) - 1) * c.strides[i] + Span(c, i) - c.sizes[i]) /
         2;
}
Space OutputsOf(const Case& c) {
  return {OutputOf(c, 0), OutputOf(c, 1), OutputOf(c, 2)};
}

int64_t At(const Case& c, const Space& sizes, int64_t depth, int64_t b,
           const Space& cell, int64_t channel) {
  const int64_t cells = sizes[0] * sizes[1] * sizes[2];
  const int64_t i = (cell[0] * sizes[1] + cell[1]) * sizes[2] + cell[2];
  return c.channels_last ? (b * cells + i) * depth + channel
                         : (b * depth + channel) * cells + i;
}

Space CellOf(const Space& sizes, int64_t i) {
  return {i / sizes[2] / sizes[1], i / sizes[2] % sizes[1], i % sizes[2]};
}

Tensor Naive(const Case& c, const Tensor& images, const Tensor& filter) {
  const Space outputs = OutputsOf(c);
  const int64_t group_depth = c.depthwise ? 1 : c.filter_depth;
  const int64_t group_out = c.out_depth() / (c.depth / group_depth);
  const auto x = Elements(images), f = Elements(filter);
  const int64_t cells = outputs[0] * outputs[1] * outputs[2];
  const int64_t taps = c.windows[0] * c.windows[1] * c.windows[2];
  std::vector<double> y(c.batch * cells * c.out_depth());
  for (int64_t b = 0; b < c.batch; ++b)
    for (int64_t i = 0; i < cells; ++i)
      for (int64_t tap = 0; tap < taps; ++tap) {
        const Space to = CellOf(outputs, i), t = CellOf(c.windows, tap);
        Space from;
        bool inside = true;
        for (int d = 0; d < 3; ++d) {
          from[d] = to[d] * c.strides[d] - PadOf(c, d) + t[d] * c.dilations[d];
          inside = inside && from[d] >= 0 && from[d] < c.sizes[d];
        }
        if (!inside) continue;
        for (int64_t o = 0; o < c.out_depth(); ++o)
          for (int64_t d = 0; d < group_depth; ++d) {
            const int64_t channel = o / group_out * group_depth + d;
            const int64_t weight = (tap * group_depth + d) * c.out_depth() + o;
            y[At(c, outputs, c.out_depth(), b, to, o)] +=
                x[At(c, c.sizes, c.depth, b, from, channel)].real() *
                f[weight].real();
          }
      }
  return MakeTensor(images.dtype(), Laid(c, outputs, c.out_depth()), y);
}

template <class Attrs>
Attrs AttrsOf(const Case& c) {
  Attrs attrs;
  attrs.dilations = PerDim(c, c.dilations);
  attrs.data_format = c.depthwise ? (c.channels_last ? "NHWC" : "NCHW")
                                  : (c.channels_last ? "NDHWC" : "NCDHW");
  return attrs;
}

Output Convolve(const Case& c, const std::vector<Output>& in) {
  const auto strides = PerDim(c, c.strides);
  if (!c.depthwise) {
    return Conv3D(in[0], in[1], strides, c.padding, AttrsOf<Conv3DAttrs>(c));
  }
  return DepthwiseConv2dNative(in[0], in[1], strides, c.padding,
                               AttrsOf<DepthwiseConv2dNativeAttrs>(c));
}

// Inputs: images, filter, gradient, shape of images, shape of the filter.
std::vector<Output> Backward(const Case& c, const std::vector<Output>& in) {
  const auto s = PerDim(c, c.strides);
  if (!c.depthwise) {
    const auto a = AttrsOf<Conv3DAttrs>(c);
    return {Conv3DBackpropInput(in[3], in[1], in[2], s, c.padding, a),
            Conv3DBackpropFilter(in[0], in[4], in[2], s, c.padding, a)};
  }
  const auto a = AttrsOf<DepthwiseConv2dNativeAttrs>(c);
  return {
      DepthwiseConv2dNativeBackpropInput(in[3], in[1], in[2], s, c.padding, a),
      DepthwiseConv2dNativeBackpropFilter(in[0], in[4], in[2], s, c.padding,
                                          a)};
}

const Case kCases[] = {
    {false, 2, {4, 5, 3}, 2, {2, 3, 2}, 2, 5},
    {false, 2, {5, 4, 6}, 3, {3, 1, 2}, 3, 4, {2, 1, 3}, {1, 1, 1}, "VALID"},
    {false, 1, {6, 5, 4}, 4, {2, 3, 1}, 2, 6, {1, 2, 1}, {2, 1, 1}},
    {false, 1, {1, 2, 1}, 1, {3, 3, 3}, 1, 2},
    {false,
     2,
     {3, 4, 5},
     4,
     {2, 2, 3},
     2,
     4,
     {1, 2, 2},
     {1, 1, 2},
     "SAME",
     false},
    {true, 2, {1, 6, 5}, 16, {1, 3, 3}, 16, 1},
    {true, 1, {1, 7, 7}, 3, {1, 3, 2}, 3, 2, {1, 2, 2}},
    {true, 2, {1, 8, 9}, 5, {1, 2, 3}, 5, 3, {1, 1, 1}, {1, 2, 3}, "VALID"},
    {true,
     2,
     {1, 6, 6},
     4,
     {1, 3, 3},
     4,
     2,
     {1, 2, 1},
     {1, 1, 1},
     "SAME",
     false},
    {true, 2, {1, 4, 4}, 1, {1, 2, 2}, 1, 4},
    {true, 0, {1, 4, 4}, 2, {1, 2, 2}, 2, 2},
    {true, 2, {1, 4, 4}, 2, {1, 2, 2}, 2, 0},
};

double ToleranceOf(DType dtype) {
  switch (dtype) {
    case kHalf:
      return 5e-3;
    case kBfloat16:
      return 4e-2;
    default:
      return dtype == kFloat ? 3e-5 : 1e-12;
  }
}

void ExpectForward(DType dtype, const Case& c) {
  SCOPED_TRACE(testing::Message() << DTypeName(dtype) << ImagesOf(c).ToString()
                                  << FilterOf(c).ToString());
  const Tensor x = Uniform(dtype, ImagesOf(c), -1, 1, 1);
  const Tensor f = Uniform(dtype, FilterOf(c), -1, 1, 2);
  const auto y = EvaluateAllWays(
      [&](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        return {Convolve(c, in)};
      },
      {x, f});
  ASSERT_OK(y);
  ExpectClose((*y)[0], Naive(c, x, f), ToleranceOf(dtype));
}

TEST(ConvInSpaceKernelTest, EqualsTheNaiveConvolutionForEveryType) {
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble}) {
      ExpectForward(dtype, c);
    }
  }
}

TEST(ConvInSpaceKernelTest, PiecesFitTogether) {
  ExpectForward(kFloat, {false, 11, {6, 9, 8}, 8, {3, 3, 3}, 8, 16});
  // Planes of few volumes.
  ExpectForward(kFloat, {false, 1, {17, 16, 15}, 8, {3, 3, 3}, 8, 32});
  ExpectForward(kFloat, {true, 3, {1, 40, 40}, 64, {1, 3, 3}, 64, 1});
}

// Both gradients, against those of double, which numeric differentiation
// confirms (see tests/ops).
TEST(ConvInSpaceBackpropKernelTest, EqualsThatOfDoubleForEveryType) {
  const auto dims = [](const Shape& shape) {
    const std::vector<int32_t> values(shape.dims().begin(), shape.dims().end());
    return Tensor::Vector<int32_t>(values);
  };
  for (const Case& c : kCases) {
    for (DType dtype : {kHalf, kBfloat16, kFloat}) {
      SCOPED_TRACE(testing::Message()
                   << DTypeName(dtype) << ImagesOf(c).ToString());
      const auto evaluate = [&](DType type) {
        std::vector<Tensor> inputs;
        for (const Shape& shape :
             {ImagesOf(c), FilterOf(c), Laid(c, OutputsOf(c), c.out_depth())}) {
          // The same values, as rounded to `dtype`, for both types.
          const auto seed = static_cast<uint32_t>(inputs.size() + 1);
          inputs.push_back(FromElements(
              type, shape, Elements(Uniform(dtype, shape, -1, 1, seed))));
        }
        inputs.push_back(dims(ImagesOf(c)));
        inputs.push_back(dims(FilterOf(c)));
        return EvaluateAllWays(
            [&](const Graph&, const std::vector<Output>& in) {
              return Backward(c, in);
            },
            inputs);
      };
      const auto actual = evaluate(dtype), expected = evaluate(kDouble);
      ASSERT_OK(actual);
      ASSERT_OK(expected);
      for (int i = 0; i < 2; ++i) {
        const Tensor& e = (*expected)[i];
        ExpectClose((*actual)[i], FromElements(dtype, e.shape(), Elements(e)),
                    ToleranceOf(dtype));
      }
    }
  }
}

TEST(ConvInSpaceKernelTest, RefusesMalformedInputs) {
  const auto refuse = [](bool depthwise, const Shape& images,
                         const Shape& filter, std::vector<int64_t> strides,
                         const char* message) {
    SCOPED_TRACE(message);
    ExpectRefusedEveryWay(
        [&](const Graph&, const std::vector<Output>& in) {
          return depthwise
                     ? DepthwiseConv2dNative(in[0], in[1], strides, "VALID")
                     : Conv3D(in[0], in[1], strides, "VALID");
        },
        {Uniform(kFloat, images, -1, 1), Uniform(kFloat, filter, -1, 1)},
        message);
  };
  const std::vector<int64_t> ones(5, 1), plane(4, 1);
  refuse(false, {1, 2, 2, 2, 2}, {1, 0, 1, 2, 1}, ones, "zero elements");
  refuse(false, {1, 2, 2, 2, 2}, {1, 1, 1, 2, 0}, ones, "zero elements");
  refuse(false, {1, 2, 2, 2, 2}, {1, 1, 1, 3, 1}, ones,
         "divisible by filter depth: 2 vs 3");
  refuse(false, {1, 2, 2, 2}, {1, 1, 1, 2, 1}, ones, "5-dimensional");
  refuse(false, {1, 2, 2, 2, 2}, {5, 1, 1, 2, 1}, ones, "negative: -2");
  refuse(false, {1, 2, 2, 2, 2}, {1, 1, 1, 2, 1}, {1, 1, 0, 1, 1}, "> 0");
  refuse(true, {1, 2, 2, 3}, {1, 1, 2, 1}, plane, "same depth: 3 vs 2");
  refuse(true, {1, 2, 2, 3}, {0, 1, 3, 1}, plane, "zero elements");
  refuse(true, {1, 2, 2}, {1, 1, 3, 1}, plane, "4-dimensional");
}

// Sizes, filter and out_backprop that disagree, or whose product is beyond
// every memory.
TEST(ConvInSpaceBackpropKernelTest, RefusesMalformedInputs) {
  const auto refuse = [](const std::vector<int32_t>& sizes, const Shape& given,
                         const Shape& backprop, int which) {
    SCOPED_TRACE(which);
    ExpectRefusedEveryWay(
        [which](const Graph&, const std::vector<Output>& in) {
          const std::vector<int64_t> ones(which < 2 ? 5 : 4, 1);
          switch (which) {
            case 0:
              return Conv3DBackpropInput(in[0], in[1], in[2], ones, "SAME");
            case 1:
              return Conv3DBackpropFilter(in[1], in[0], in[2], ones, "SAME");
            case 2:
              return DepthwiseConv2dNativeBackpropInput(in[0], in[1], in[2],
                                                        ones, "SAME");
            default:
              return DepthwiseConv2dNativeBackpropFilter(in[1], in[0], in[2],
                                                         ones, "SAME");
          }
        },
        {Tensor::Vector<int32_t>(sizes), Uniform(kFloat, given, -1, 1),
         Uniform(kFloat, backprop, -1, 1)},
        "");
  };
  refuse({1, 2, 2, 2, 1}, {1, 1, 1, 1, 2}, {1, 2, 2, 2, 3}, 0);
  refuse({1, 2, 2, 2, 1}, {1, 1, 1, 2, 2}, {1, 2, 2, 2, 2}, 0);
  refuse({2, 2, 2}, {1, 1, 1, 2, 2}, {1, 2, 2, 2, 2}, 0);
  refuse({1, -2, 2, 2, 2}, {1, 1, 1, 2, 2}, {1, 2, 2, 2, 2}, 0);
  refuse({1, 1, 1, 1, 3}, {1, 2, 2, 2, 1}, {1, 2, 2, 2, 2}, 1);
  refuse({3}, {1, 2, 2, 2, 1}, {1, 2, 2, 2, 2}, 1);
  refuse({2, 2}, {1, 1, 2, 1}, {1, 2, 2, 2}, 2);
  refuse({1, 2, 2, 2}, {1, 1, 2, 1}, {1, 3, 2, 2}, 2);
  refuse({1, 1, 1879048192, 1879048192}, {1, 2, 2, 1}, {1, 2, 2, 1}, 3);
  refuse({13, 1879048192, 1, 1}, {1, 2, 2, 1}, {1, 2, 2, 2}, 3);
}

}  // namespace
}  // namespace thalweg
