#include "thalweg/ops/nn/dilation2d.h"

#include <vector>

#include "gtest/gtest.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(Dilation2DTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output any = Placeholder(graph, kFloat);
  const Output x = Placeholder(graph, kFloat, {-1, 28, -1, -1});
  const Output f = Placeholder(graph, kFloat, {5, 5, 3});
  EXPECT_EQ(Dilation2D(x, f, {1, 2, 2, 1}, {1, 1, 1, 1}, "SAME").shape(),
            Shape({-1, 14, -1, 3}));
  EXPECT_EQ(Dilation2D(x, f, {1, 1, 1, 1}, {1, 2, 2, 1}, "VALID").shape(),
            Shape({-1, 20, -1, 3}));
  EXPECT_EQ(
      Dilation2DBackpropInput(any, f, any, {1, 1, 1, 1}, {1, 1, 1, 1}, "VALID")
          .shape(),
      Shape({-1, -1, -1, -1}));
  EXPECT_EQ(
      Dilation2DBackpropFilter(x, f, any, {1, 1, 1, 1}, {1, 1, 1, 1}, "VALID")
          .shape(),
      Shape({5, 5, 3}));
  EXPECT_OK(graph.status());
}

TEST(Dilation2DTest, GradientsAreThoseOfDifferences) {
  const auto check = [](const Shape& images, const Shape& filter,
                        std::vector<int64_t> strides,
                        std::vector<int64_t> rates, const char* padding) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& in) {
          return Dilation2D(in[0], in[1], strides, rates, padding);
        },
        {Uniform(kDouble, images, -1, 1, 1),
         Uniform(kDouble, filter, -1, 1, 2)});
  };
  check({2, 4, 3, 2}, {2, 2, 2}, {1, 1, 1, 1}, {1, 1, 1, 1}, "SAME");
  check({1, 7, 6, 3}, {2, 3, 3}, {1, 2, 1, 1}, {1, 2, 2, 1}, "VALID");
}

TEST(Dilation2DTest, RefusesStridesAndRatesOfBatchAndDepth) {
  const auto refuse = [](std::vector<int64_t> strides,
                         std::vector<int64_t> rates) {
    Graph graph;
    Dilation2D(Placeholder(graph, kFloat, {2, 4, 4, 2}),
               Placeholder(graph, kFloat, {1, 1, 2}), strides, rates, "SAME");
    EXPECT_THAT(graph.status(),
                StatusIs(absl::StatusCode::kUnimplemented, "batch and depth"));
  };
  refuse({2, 1, 1, 1}, {1, 1, 1, 1});
  refuse({1, 1, 1, 1}, {1, 1, 1, 2});
}

}  // namespace
}  // namespace thalweg
