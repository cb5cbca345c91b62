#include "thalweg/ops/nn/bias_add.h"

#include "gtest/gtest.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(BiasAddTest, GradientsAreThoseOfDifferences) {
  for (const char* format : {"NHWC", "NCHW"}) {
    for (DType dtype : {kDouble, kComplex128}) {
      CheckGradients(
          [&](const Graph&, const std::vector<Output>& in) {
            return BiasAdd(in[0], in[1], {.data_format = format});
          },
          {Uniform(dtype, {2, 3, 3}, -1, 1, 1), Uniform(dtype, {3}, -1, 1, 2)});
      CheckGradients(
          [&](const Graph&, const std::vector<Output>& in) {
            return BiasAddGrad(in[0], {.data_format = format});
          },
          {Uniform(dtype, {2, 3, 4}, -1, 1)});
    }
  }
}

TEST(BiasAddTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output value = Placeholder(graph, kFloat, {-1, -1});
  const Output bias = Placeholder(graph, kFloat, {4});
  EXPECT_EQ(BiasAdd(value, bias).shape(), Shape({-1, 4}));
  EXPECT_EQ(BiasAddGrad(Placeholder(graph, kFloat)).shape(), Shape({-1}));
  EXPECT_OK(graph.status());
}

TEST(BiasAddTest, RefusesAnUnknownFormat) {
  Graph graph;
  const Output value = Placeholder(graph, kFloat, {2, 2});
  BiasAdd(value, Placeholder(graph, kFloat, {2}), {.data_format = "CHWN"});
  EXPECT_THAT(graph.status(),
              StatusIs(absl::StatusCode::kInvalidArgument, "CHWN"));
}

}  // namespace
}  // namespace thalweg
