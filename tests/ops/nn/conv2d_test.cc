#include "thalweg/ops/nn/conv2d.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(Conv2DTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 28, -1, 1});
  const Output f = Placeholder(graph, kFloat, {5, 5, 1, 32});
  EXPECT_EQ(Conv2D(x, f, {1, 2, 2, 1}, "SAME").shape(),
            Shape({-1, 14, -1, 32}));
  EXPECT_EQ(Conv2D(x, f, {1, 1, 1, 1}, "VALID").shape(),
            Shape({-1, 24, -1, 32}));
  EXPECT_EQ(
      Conv2D(x, Placeholder(graph, kFloat), {1, 1, 1, 1}, "VALID").shape(),
      Shape({-1, -1, -1, -1}));
  EXPECT_EQ(Conv2DBackpropInput({2, 28, 28, 1}, f, Placeholder(graph, kFloat),
                                {1, 1, 1, 1}, "SAME")
                .shape(),
            Shape({2, 28, 28, 1}));
  EXPECT_OK(graph.status());
}

struct GradientCase {
  Shape images, filter;
  std::vector<int64_t> strides;
  std::string padding;
  Conv2DAttrs attrs;
};

const GradientCase kGradientCases[] = {
    {{2, 3, 4, 1}, {2, 2, 1, 2}, {1, 1, 1, 1}, "SAME", {}},
    {{1, 5, 4, 2}, {3, 2, 2, 1}, {1, 2, 1, 1}, "VALID", {}},
    {{1, 4, 4, 2}, {2, 2, 1, 2}, {1, 1, 1, 1}, "SAME", {}},
    {{1, 2, 3, 3},
     {2, 2, 2, 2},
     {1, 1, 1, 2},
     "EXPLICIT",
     {.explicit_paddings = {0, 0, 0, 0, 1, 0, 0, 2},
      .data_format = "NCHW",
      .dilations = {1, 1, 1, 2}}},
};

TEST(Conv2DTest, GradientsAreThoseOfDifferences) {
  for (const GradientCase& c : kGradientCases) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& in) {
          return Conv2D(in[0], in[1], c.strides, c.padding, c.attrs);
        },
        {Uniform(kDouble, c.images, -1, 1, 1),
         Uniform(kDouble, c.filter, -1, 1, 2)},
        {.second_order = true});
  }
}

TEST(Conv2DTest, RefusesStridesOfBatchAndDepth) {
  for (const std::vector<int64_t>& strides :
       {std::vector<int64_t>{2, 1, 1, 1}, std::vector<int64_t>{1, 1, 1, 2}}) {
    Graph graph;
    Conv2D(Placeholder(graph, kFloat, {2, 4, 4, 2}),
           Placeholder(graph, kFloat, {1, 1, 2, 2}), strides, "SAME");
    EXPECT_THAT(graph.status(),
                StatusIs(absl::StatusCode::kUnimplemented, "strides"));
  }
}

}  // namespace
}  // namespace thalweg
