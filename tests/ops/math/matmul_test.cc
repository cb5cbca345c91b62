#include "thalweg/ops/math/matmul.h"

#include "gtest/gtest.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/math/batch_matmul.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(MatMulTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output a = Placeholder(graph, kFloat, {-1, 3});
  const Output b = Placeholder(graph, kFloat, {5, -1});
  const Output unknown = Placeholder(graph, kFloat);
  EXPECT_EQ(MatMul(a, b, {.transpose_b = true}).shape(), Shape({-1, 5}));
  EXPECT_EQ(MatMul(unknown, b).shape(), Shape({-1, -1}));
  EXPECT_EQ(MatMul(a, unknown, {.transpose_a = true}).shape(), Shape({3, -1}));
  EXPECT_OK(graph.status());
}

TEST(MatMulTest, TakesALiteralMatrix) {
  Graph graph;
  const Output a = Placeholder(graph, kFloat, {-1, 2});
  EXPECT_EQ(MatMul(a, {{1, 2, 3}, {4, 5, 6}}).shape(), Shape({-1, 3}));
  EXPECT_OK(graph.status());
}

TEST(MatMulTest, RefusesTypesThatDiffer) {
  Graph graph;
  MatMul(Placeholder(graph, kFloat), Placeholder(graph, kDouble));
  EXPECT_EQ(graph.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(MatMulTest, GradientsAreThoseOfDifferences) {
  for (bool ta : {false, true}) {
    for (bool tb : {false, true}) {
      for (DType dtype : {kDouble, kComplex128}) {
        CheckGradients(
            [&](const Graph&, const std::vector<Output>& in) {
              return MatMul(in[0], in[1],
                            {.transpose_a = ta, .transpose_b = tb});
            },
            {Uniform(dtype, ta ? Shape({3, 2}) : Shape({2, 3}), -1, 1, 1),
             Uniform(dtype, tb ? Shape({4, 3}) : Shape({3, 4}), -1, 1, 2)},
            {.second_order = dtype == kDouble});
      }
    }
  }
}

TEST(BatchMatMulTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 1, 2, 3});
  const Output y = Placeholder(graph, kFloat, {7, 3, -1});
  EXPECT_EQ(BatchMatMul(x, y).shape(), Shape({-1, 7, 2, -1}));
  EXPECT_EQ(BatchMatMul(x, Placeholder(graph, kFloat)).shape(),
            Shape::Unknown());
  EXPECT_OK(graph.status());
}

TEST(BatchMatMulTest, GradientsAreThoseOfDifferences) {
  for (bool ax : {false, true}) {
    for (bool ay : {false, true}) {
      for (DType dtype : {kDouble, kComplex128}) {
        CheckGradients(
            [&](const Graph&, const std::vector<Output>& in) {
              return BatchMatMul(in[0], in[1], {.adj_x = ax, .adj_y = ay});
            },
            {Uniform(dtype, ax ? Shape({2, 1, 3, 2}) : Shape({2, 1, 2, 3}), -1,
                     1, 1),
             Uniform(dtype, ay ? Shape({2, 4, 3}) : Shape({2, 3, 4}), -1, 1,
                     2)});
      }
    }
  }
}

TEST(BatchMatMulTest, GradientsWithoutBroadcastingAreThoseOfDifferences) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& in) {
        return BatchMatMulV1(in[0], in[1], {.adj_y = true});
      },
      {Uniform(kDouble, {2, 2, 3}, -1, 1, 1),
       Uniform(kDouble, {2, 4, 3}, -1, 1, 2)},
      {.second_order = true});
}

}  // namespace
}  // namespace thalweg
