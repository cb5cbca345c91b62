#include "thalweg/ops/nn/softmax.h"

#include "gtest/gtest.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/nn/softmax_cross_entropy.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(SoftmaxTest, GradientsAreThoseOfDifferences) {
  CheckGradients([](const Graph&,
                    const std::vector<Output>& in) { return Softmax(in[0]); },
                 {Uniform(kDouble, {2, 3}, -1, 1)}, {.second_order = true});
  CheckGradients(
      [](const Graph&, const std::vector<Output>& in) {
        return LogSoftmax(in[0]);
      },
      {Uniform(kDouble, {2, 3}, -1, 1)}, {.second_order = true});
}

// Rows of probabilities, for which backprop is the derivative of loss.
Tensor Probabilities() {
  return Tensor::Of<double>({2, 3}, {0.2, 0.3, 0.5, 0.7, 0.2, 0.1});
}

TEST(SoftmaxCrossEntropyTest, GradientsAreThoseOfDifferences) {
  for (int output : {0, 1}) {
    CheckGradients(
        [output](const Graph&, const std::vector<Output>& in) {
          return SoftmaxCrossEntropyWithLogits(in[0], in[1])[output];
        },
        {Uniform(kDouble, {2, 3}, -1, 1, 1), Probabilities()},
        {.second_order = true});
    CheckGradients(
        [output](const Graph& graph, const std::vector<Output>& in) {
          return SparseSoftmaxCrossEntropyWithLogits(
              in[0], Constant(graph, Tensor::Of<int64_t>({2}, {2, 0})))[output];
        },
        {Uniform(kDouble, {2, 3}, -1, 1)}, {.second_order = true});
  }
}

TEST(SoftmaxCrossEntropyTest, GradientsOfRepeatedRowsAreSummed) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& in) {
        return SoftmaxCrossEntropyWithLogits(in[0], in[1])[0];
      },
      {Uniform(kDouble, {2, 3}, -1, 1, 1), Probabilities().Slice(0, 1)},
      {.unknown_shapes = false});
}

TEST(SoftmaxCrossEntropyTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 10});
  const Output labels = Placeholder(graph, kInt64, {8});
  const Operation sparse = SparseSoftmaxCrossEntropyWithLogits(x, labels);
  EXPECT_EQ(sparse[0].shape(), Shape({8}));
  EXPECT_EQ(sparse[1].shape(), Shape({8, 10}));
  const Operation dense =
      SoftmaxCrossEntropyWithLogits(x, Placeholder(graph, kFloat));
  EXPECT_EQ(dense[0].shape(), Shape({-1}));
  EXPECT_EQ(dense[1].shape(), Shape({-1, -1}));
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
