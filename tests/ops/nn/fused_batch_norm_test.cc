// FusedBatchNorm: shapes and gradients.
#include "thalweg/ops/nn/fused_batch_norm.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/math/reduction.h"
#include "thalweg/ops/math/sqrt.h"
#include "thalweg/ops/math/square.h"
#include "thalweg/ops/operators.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

TEST(FusedBatchNormTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Output x = Placeholder(graph, kHalf, {-1, 8, 8, -1});
  const Output any = Placeholder(graph, kFloat);
  const Operation norm =
      FusedBatchNorm(x, Placeholder(graph, kFloat, {3}), any, any, any);
  EXPECT_EQ(norm[0].shape(), Shape({-1, 8, 8, 3}));
  EXPECT_EQ(norm[0].dtype(), kHalf);
  for (int i = 1; i < 5; ++i) EXPECT_EQ(norm[i].shape(), Shape({3}));
  const Output unknown = Placeholder(graph, kFloat);
  EXPECT_EQ(
      FusedBatchNorm(unknown, any, any, any, any, {.data_format = "NCDHW"})[0]
          .shape(),
      Shape({-1, -1, -1, -1, -1}));
  EXPECT_OK(graph.status());
}

TEST(FusedBatchNormTest, UnusedMomentsMayHaveAnyLength) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {1, 8, 8, 3});
  const Output three = Placeholder(graph, kFloat, {3});
  const Output empty = Placeholder(graph, kFloat, {0});
  FusedBatchNorm(x, three, three, empty, empty);
  EXPECT_OK(graph.status());
  FusedBatchNorm(x, three, three, empty, empty, {.is_training = false});
  EXPECT_THAT(graph.status(), StatusIs(absl::StatusCode::kInvalidArgument,
                                       "mean must have the same number"));
}

// One normalisation: by the op, of floats; or by its formula, of doubles.
struct Norm {
  bool by_op;
  std::string format;
  bool is_training;

  DType dtype() const { return by_op ? kFloat : kDouble; }
  Output operator()(const Output& x, const Output& scale, const Output& offset,
                    const Output& mean, const Output& variance) const {
    const FusedBatchNormAttrs attrs = {
        .epsilon = 0.125f, .data_format = format, .is_training = is_training};
    if (by_op)
      return FusedBatchNorm(x, scale, offset, mean, variance, attrs)[0];
    // Images of rank 4 with the channels last.
    const std::vector<int64_t> others = {0, 1, 2};
    const Output m = is_training ? Mean(x, others) : mean;
    const Output v = is_training ? Mean(Square(x - m), others) : variance;
    return (x - m) * Rsqrt(v + 0.125) * scale + offset;
  }
};

// y, its gradients g, the gradients of sum(g * w) for some w.
std::vector<Tensor> DerivativesOf(const Norm& norm, const Shape& images) {
  Graph graph;
  const auto values = [&](const Shape& shape, uint32_t seed, double low = -1) {
    return Constant(graph, Uniform(norm.dtype(), shape, low, 1, seed));
  };
  const Output x = values(images, 1), scale = values({3}, 2),
               offset = values({3}, 3), mean = values({3}, 4),
               variance = values({3}, 5, 0.5);
  const Output y = norm(x, scale, offset, mean, variance);
  const std::vector<Output> xs = {x, scale, offset};
  const auto first = Gradients({y}, xs, {values(images, 6)});
  EXPECT_OK(first);
  Output weighted;
  std::vector<Output> all = {y};
  uint32_t seed = 7;
  for (const Output& gradient : *first) {
    const Output w =
        values(&gradient == &first->front() ? images : Shape({3}), seed++);
    weighted = weighted ? weighted + Sum(gradient * w) : Sum(gradient * w);
    all.push_back(gradient);
  }
  const auto second = Gradients({weighted}, {x, scale});
  EXPECT_OK(second);
  all.insert(all.end(), second->begin(), second->end());
  const auto results = Evaluate({}, all);
  EXPECT_OK(results);
  return *results;
}

TEST(FusedBatchNormTest, GradientsOfBothOrdersAreThoseOfTheFormula) {
  for (bool is_training : {true, false}) {
    SCOPED_TRACE(is_training ? "training" : "inference");
    const auto actual =
        DerivativesOf({true, "NHWC", is_training}, {2, 2, 4, 3});
    const auto expected =
        DerivativesOf({false, "NHWC", is_training}, {2, 2, 4, 3});
    ASSERT_EQ(actual.size(), expected.size());
    for (size_t i = 0; i < actual.size(); ++i) {
      SCOPED_TRACE(i);
      ExpectClose(
          actual[i],
          FromElements(kFloat, expected[i].shape(), Elements(expected[i])),
          2e-5);
    }
  }
}

// Numbers of one layout in another: [2, 8, 3] <-> [2, 3, 8].
Tensor ChannelsFirst(const Tensor& last) {
  const auto from = Elements(last);
  auto to = from;
  for (int64_t i = 0; i < 48; ++i) {
    to[(i / 24 * 3 + i % 3) * 8 + i % 24 / 3] = from[i];
  }
  return FromElements(last.dtype(), {2, 3, 2, 4}, to);
}

TEST(FusedBatchNormTest, GradientsDoNotDependOnTheLayout) {
  for (bool is_training : {true, false}) {
    std::vector<Tensor> results[2];
    for (bool first : {false, true}) {
      Graph graph;
      const auto images = [&](uint32_t seed) {
        const Tensor last = Uniform(kFloat, {2, 2, 4, 3}, -1, 1, seed);
        return Constant(graph, first ? ChannelsFirst(last) : last);
      };
      const Output scale = Constant(graph, Uniform(kFloat, {3}, 0.5, 1, 9));
      const Output x = images(1);
      const Output y = FusedBatchNorm(x, scale, scale, scale, scale,
                                      {.data_format = first ? "NCHW" : "NHWC",
                                       .is_training = is_training})[0];
      const auto g = Gradients({y}, {x, scale}, {images(2)});
      ASSERT_OK(g);
      const auto gg = Gradients(*g, {x, scale}, {images(3), scale});
      ASSERT_OK(gg);
      ASSERT_OK_AND_ASSIGN(
          results[first], Evaluate({}, {(*g)[0], (*g)[1], (*gg)[0], (*gg)[1]}));
    }
    for (int i = 0; i < 4; ++i) {
      const bool is_images = i % 2 == 0;
      ExpectClose(results[1][i],
                  is_images ? ChannelsFirst(results[0][i]) : results[0][i],
                  1e-5);
    }
  }
}

TEST(FusedBatchNormTest, WhatScaleHasToDoWithXStaysOutOfItsGradient) {
  // x = scale * 1: were the path through x counted twice, the gradients of
  // the gradient would differ from those of two separate inputs.
  Graph graph;
  const Output scale = Constant(graph, MakeTensor(kFloat, {1}, {2}));
  const Output parts =
      Constant(graph, MakeTensor(kFloat, {1, 1, 3, 1}, {1, 2, 4}));
  const auto second = [&](const Output& x, const Output& by) {
    const Output y = FusedBatchNorm(x, scale, scale, scale, scale)[0];
    const auto first = Gradients({Sum(Square(y))}, {x});
    EXPECT_OK(first);
    const auto again = Gradients({Sum(Square((*first)[0]))}, {by});
    EXPECT_OK(again);
    return (*again)[0];
  };
  const Output x = parts * scale;
  const Output through_both = second(x, scale);
  const Output apart =
      Constant(graph, MakeTensor(kFloat, {1, 1, 3, 1}, {2, 4, 8}));
  const Output by_x = second(apart, apart), by_scale = second(apart, scale);
  ASSERT_OK_AND_ASSIGN(
      const auto results,
      Evaluate({}, {through_both, Sum(by_x * parts) + Sum(by_scale)}));
  ExpectClose(results[0], FromElements(kFloat, {1}, Elements(results[1])),
              1e-4);
}

}  // namespace
}  // namespace thalweg
