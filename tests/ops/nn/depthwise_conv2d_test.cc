#include "thalweg/ops/nn/depthwise_conv2d.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(DepthwiseConv2dNativeTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output any = Placeholder(graph, kFloat);
  const Output x = Placeholder(graph, kFloat, {-1, 28, -1, -1});
  const Output f = Placeholder(graph, kFloat, {5, 5, 3, 2});
  EXPECT_EQ(DepthwiseConv2dNative(x, f, {1, 2, 2, 1}, "SAME").shape(),
            Shape({-1, 14, -1, 6}));
  EXPECT_EQ(DepthwiseConv2dNative(x, any, {1, 1, 1, 1}, "VALID").shape(),
            Shape({-1, -1, -1, -1}));
  EXPECT_EQ(DepthwiseConv2dNativeBackpropInput(
                Placeholder(graph, kInt32), f,
                Placeholder(graph, kFloat, {2, 8, 8, 6}), {1, 1, 1, 1}, "SAME")
                .shape(),
            Shape({2, -1, -1, 3}));
  EXPECT_EQ(DepthwiseConv2dNativeBackpropFilter(x, {3, 3, 4, 2}, any,
                                                {1, 1, 1, 1}, "SAME")
                .shape(),
            Shape({3, 3, 4, 2}));
  EXPECT_OK(graph.status());
}

struct GradientCase {
  Shape images, filter;
  std::vector<int64_t> strides;
  std::string padding;
  DepthwiseConv2dNativeAttrs attrs;
};

const GradientCase kGradientCases[] = {
    {{2, 3, 4, 2}, {2, 2, 2, 1}, {1, 1, 1, 1}, "SAME", {}},
    {{1, 5, 4, 2}, {3, 2, 2, 2}, {1, 2, 2, 1}, "VALID", {}},
    {{1, 2, 3, 3},
     {2, 2, 2, 2},
     {1, 1, 1, 2},
     "EXPLICIT",
     {.explicit_paddings = {0, 0, 0, 0, 1, 0, 0, 2},
      .data_format = "NCHW",
      .dilations = {1, 1, 1, 2}}},
};

TEST(DepthwiseConv2dNativeTest, GradientsAreThoseOfDifferences) {
  for (const GradientCase& c : kGradientCases) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& in) {
          return DepthwiseConv2dNative(in[0], in[1], c.strides, c.padding,
                                       c.attrs);
        },
        {Uniform(kDouble, c.images, -1, 1, 1),
         Uniform(kDouble, c.filter, -1, 1, 2)},
        {.second_order = true});
  }
}

}  // namespace
}  // namespace thalweg
