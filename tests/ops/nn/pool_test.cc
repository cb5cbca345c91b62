// MaxPool and AvgPool: shapes and gradients.
#include "gtest/gtest.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/nn/avg_pool.h"
#include "thalweg/ops/nn/max_pool.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(PoolTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 28, 27, -1});
  EXPECT_EQ(MaxPool(x, {1, 2, 2, 1}, {1, 2, 2, 1}, "SAME").shape(),
            Shape({-1, 14, 14, -1}));
  EXPECT_EQ(AvgPool(x, {1, 3, 3, 1}, {1, 2, 2, 1}, "VALID").shape(),
            Shape({-1, 13, 13, -1}));
  EXPECT_EQ(
      MaxPool(Placeholder(graph, kFloat), {1, 2, 2, 1}, {1, 2, 2, 1}, "SAME")
          .shape(),
      Shape({-1, -1, -1, -1}));
  EXPECT_OK(graph.status());
}

TEST(PoolTest, WindowsOverTheBatchAreNotSupported) {
  Graph graph;
  MaxPool(Placeholder(graph, kFloat, {4, 4, 4, 4}), {2, 2, 2, 1}, {1, 1, 1, 1},
          "VALID");
  EXPECT_THAT(graph.status(), StatusIs(absl::StatusCode::kUnimplemented,
                                       "not yet supported on the batch"));
}

TEST(MaxPoolTest, GradientsAreThoseOfDifferences) {
  for (const char* padding : {"SAME", "VALID"}) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& in) {
          return MaxPool(in[0], {1, 2, 2, 1}, {1, 2, 1, 1}, padding);
        },
        {Uniform(kDouble, {2, 5, 4, 3}, -1, 1)}, {.second_order = true});
  }
  CheckGradients(
      [](const Graph&, const std::vector<Output>& in) {
        return MaxPool(in[0], {1, 1, 3, 3}, {1, 1, 2, 2}, "SAME",
                       {.data_format = "NCHW"});
      },
      {Uniform(kDouble, {1, 2, 4, 5}, -1, 1)}, {.second_order = true});
}

TEST(MaxPoolTest, GradientsOfItsGradientsAreThoseOfDifferences) {
  const Tensor images = Uniform(kDouble, {1, 4, 4, 2}, -1, 1, 1);
  CheckGradients(
      [&](const Graph& graph, const std::vector<Output>& in) {
        const Output x = Constant(graph, images);
        const Output y = MaxPool(x, {1, 2, 2, 1}, {1, 2, 2, 1}, "SAME");
        return MaxPoolGradGrad(x, y, in[0], {1, 2, 2, 1}, {1, 2, 2, 1}, "SAME");
      },
      {Uniform(kDouble, {1, 4, 4, 2}, -1, 1, 2)}, {.second_order = true});
}

TEST(AvgPoolTest, GradientsAreThoseOfDifferences) {
  for (const char* padding : {"SAME", "VALID"}) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& in) {
          return AvgPool(in[0], {1, 3, 2, 1}, {1, 2, 2, 1}, padding);
        },
        {Uniform(kDouble, {2, 5, 4, 3}, -1, 1)}, {.second_order = true});
  }
}

}  // namespace
}  // namespace thalweg
