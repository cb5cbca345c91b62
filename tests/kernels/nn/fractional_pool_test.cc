// FractionalMaxPool, FractionalAvgPool and their gradients.
#include "thalweg/ops/nn/fractional_pool.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Sequence = std::vector<int64_t>;

Sequence SequenceOf(const Tensor& tensor) {
  const auto values = tensor.flat<int64_t>();
  return Sequence(values.begin(), values.end());
}

TEST(FractionalPoolTest, InfersWhatPartialShapesTell) {
  Graph graph;
  const Operation pool = FractionalMaxPool(
      Placeholder(graph, kFloat, {-1, 10, 7, 3}), {1, 1.5f, 1.4f, 1});
  EXPECT_EQ(pool[0].shape(), Shape({-1, 6, 5, 3}));
  EXPECT_EQ(pool[1].shape(), Shape({7}));
  EXPECT_EQ(pool[2].shape(), Shape({6}));
  EXPECT_EQ(
      FractionalAvgPool(Placeholder(graph, kFloat), {1, 2, 2, 1})[0].shape(),
      Shape({-1, -1, -1, -1}));
  EXPECT_OK(graph.status());
}

TEST(FractionalPoolTest, WindowsAreTensorFlowsOfTheSameSeeds) {
  Graph graph;
  const Output images = Constant(graph, Uniform(kFloat, {1, 6, 7, 1}, 0, 1));
  const Operation shuffled = FractionalAvgPool(images, {1, 1.5f, 1.3f, 1},
                                               {.seed = 490, .seed2 = 72356});
  ASSERT_OK_AND_ASSIGN(const auto results,
                       Evaluate({}, {shuffled[1], shuffled[2]}));
  EXPECT_EQ(SequenceOf(results[0]), Sequence({0, 2, 3, 5, 6}));
  EXPECT_EQ(SequenceOf(results[1]), Sequence({0, 1, 2, 4, 5, 7}));
}

TEST(FractionalPoolTest, WindowsHaveTwoSizesAndCoverTheImage) {
  for (bool pseudo_random : {false, true}) {
    for (float ratio : {1.0f, 1.2f, 1.5f, 1.9f, 2.0f, 2.7f, 3.3f}) {
      for (int64_t seed = 1; seed < 20; ++seed) {
        Graph graph;
        const Output images =
            Constant(graph, Tensor::Zeros(kFloat, {1, 23, 1, 1}).value());
        const Operation pool =
            FractionalMaxPool(images, {1, ratio, 1, 1},
                              {.pseudo_random = pseudo_random, .seed = seed});
        ASSERT_OK_AND_ASSIGN(const Tensor rows, Evaluate(pool[1]));
        const Sequence begins = SequenceOf(rows);
        const auto windows = static_cast<int64_t>(23 / ratio);
        ASSERT_EQ(begins.size(), static_cast<size_t>(windows + 1));
        EXPECT_EQ(begins.front(), 0);
        EXPECT_EQ(begins.back(), 23);
        for (int64_t i = 0; i < windows; ++i) {
          EXPECT_GE(begins[i + 1] - begins[i], 23 / windows);
          EXPECT_LE(begins[i + 1] - begins[i], 23 / windows + 1);
        }
      }
    }
  }
}

TEST(FractionalPoolTest, OnlyDeterministicWindowsStayFromRunToRun) {
  for (bool deterministic : {false, true}) {
    Graph graph;
    const Output images =
        Constant(graph, Uniform(kFloat, {1, 40, 40, 1}, 0, 1));
    const Operation pool =
        FractionalMaxPool(images, {1, 1.5f, 1.5f, 1},
                          {.deterministic = deterministic, .seed = 5});
    Evaluator evaluator;
    ASSERT_OK_AND_ASSIGN(const Tensor first, evaluator.Run(pool[1]));
    ASSERT_OK_AND_ASSIGN(const Tensor second, evaluator.Run(pool[1]));
    EXPECT_EQ(SequenceOf(first) == SequenceOf(second), deterministic);
  }
}

// What naive loops make of images of one channel.
struct Naive {
  std::vector<double> largest, means;
};
Naive Pool(const std::vector<double>& x, int64_t width, const Sequence& rows,
           const Sequence& columns, bool overlapping) {
  const int64_t height = static_cast<int64_t>(x.size()) / width;
  const int64_t border = overlapping ? 1 : 0;
  Naive naive;
  for (size_t r = 0; r + 1 < rows.size(); ++r) {
    for (size_t c = 0; c + 1 < columns.size(); ++c) {
      double best = -1e9, sum = 0, count = 0;
      for (int64_t i = rows[r]; i < std::min(rows[r + 1] + border, height);
           ++i) {
        for (int64_t j = columns[c];
             j < std::min(columns[c + 1] + border, width); ++j) {
          best = std::max(best, x[i * width + j]);
          sum += x[i * width + j];
          ++count;
        }
      }
      naive.largest.push_back(best);
      naive.means.push_back(sum / count);
    }
  }
  return naive;
}

TEST(FractionalPoolTest, PoolsItsWindowsForEveryType) {
  for (DType dtype : {kFloat, kDouble, kInt32, kInt64}) {
    for (bool overlapping : {false, true}) {
      const Tensor images = Uniform(dtype, {1, 9, 11, 1}, 0, 100);
      Graph graph;
      const Output x = Constant(graph, images);
      const FractionalPoolAttrs attrs = {.overlapping = overlapping, .seed = 7};
      const Operation max = FractionalMaxPool(x, {1, 1.4f, 2.1f, 1}, attrs);
      const Operation mean = FractionalAvgPool(x, {1, 1.4f, 2.1f, 1}, attrs);
      ASSERT_OK_AND_ASSIGN(
          const auto results,
          Evaluate({}, {max[0], max[1], max[2], mean[0], mean[1], mean[2]}));
      std::vector<double> values;
      for (const auto& each : Elements(images)) values.push_back(each.real());
      const Naive of_max = Pool(values, 11, SequenceOf(results[1]),
                                SequenceOf(results[2]), overlapping);
      const Naive of_mean = Pool(values, 11, SequenceOf(results[4]),
                                 SequenceOf(results[5]), overlapping);
      const Shape shape = {1, 6, 5, 1};
      ExpectClose(results[0], MakeTensor(dtype, shape, of_max.largest), 1e-6);
      ExpectClose(results[3], MakeTensor(dtype, shape, of_mean.means), 1e-5);
    }
  }
}

TEST(FractionalPoolTest, GradientsAreThoseOfDifferences) {
  for (bool overlapping : {false, true}) {
    const FractionalPoolAttrs attrs = {
        .overlapping = overlapping, .deterministic = true, .seed = 3};
    const auto check = [&](auto pool) {
      CheckGradients(
          [&](const Graph&, const std::vector<Output>& in) {
            return pool(in[0], {1, 1.5f, 1.4f, 1}, attrs)[0];
          },
          {Uniform(kDouble, {2, 5, 7, 2}, -1, 1)});
    };
    check(FractionalMaxPool);
    check(FractionalAvgPool);
  }
}

TEST(FractionalPoolTest, GradientsOfIntegersRoundSumsOfShares) {
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return FractionalAvgPoolGrad(in[0], in[1], in[2], in[3],
                                     {.overlapping = true});
      },
      {Tensor::Vector<int64_t>({1, 1, 3, 1}),
       MakeTensor(kInt32, {1, 1, 2, 1}, {3, 5}),
       Tensor::Vector<int64_t>({0, 1}), Tensor::Vector<int64_t>({0, 1, 3})},
      MakeTensor(kInt32, {1, 1, 3, 1}, {1, 4, 2}));
}

TEST(FractionalPoolTest, RefusesMalformedInputs) {
  const auto refuse = [](const Shape& shape, const std::vector<float>& ratio,
                         const char* message) {
    SCOPED_TRACE(message);
    ExpectRefusedEveryWay(
        [&](const Graph&, const std::vector<Output>& in) {
          return FractionalMaxPool(in[0], ratio, {.seed = 1})[0];
        },
        {Tensor::Zeros(kFloat, shape).value()}, message);
  };
  refuse({1, 4, 4, 1}, {1, -1, 3, 1}, "cannot be smaller than 1, got: -1");
  refuse({1, 4, 4, 1}, {1, 2, 2, 1, 1}, "must specify 4 dimensions");
  refuse({4, 4, 1}, {1, 1, 1, 1}, "must be 4-dimensional");
  refuse({1, 4, 2, 1}, {1, 2, 3, 1}, "Pooling ratio is higher");
  refuse({0, 4, 4, 1}, {1, 2, 2, 1}, "Pooling ratio is higher");
}

TEST(FractionalPoolTest, GradientsRefuseMalformedInputs) {
  const Tensor images = Uniform(kFloat, {1, 4, 4, 1}, 0, 1);
  const Tensor pooled = Uniform(kFloat, {1, 2, 2, 1}, 0, 1);
  const auto refuse = [&](const Tensor& grad, const Sequence& rows,
                          const Sequence& columns, const char* message) {
    SCOPED_TRACE(message);
    const Tensor row_tensor = Tensor::Vector<int64_t>(rows);
    const Tensor column_tensor = Tensor::Vector<int64_t>(columns);
    ExpectRefusedEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return FractionalMaxPoolGrad(in[0], in[1], in[1], in[2], in[3]);
        },
        {images, grad, row_tensor, column_tensor}, message);
    ExpectRefusedEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return FractionalAvgPoolGrad(in[0], in[1], in[2], in[3]);
        },
        {Tensor::Vector<int64_t>({1, 4, 4, 1}), grad, row_tensor,
         column_tensor},
        message);
  };
  refuse(pooled, {0, 2}, {0, 2, 4}, "row_pooling_sequence must have shape [3]");
  refuse(pooled, {0, 2, 4}, {0, 2, 5}, "col_pooling_sequence must rise");
  refuse(pooled, {-67108864, 1, 1}, {0, 2, 4},
         "row_pooling_sequence must rise");
  refuse(Uniform(kFloat, {1, 2, 2, 2}, 0, 1), {0, 2, 4}, {0, 2, 4},
         "as many images and channels");
  refuse(MakeTensor(kFloat, {1, 0, 2, 1}, {}), {0}, {0, 2, 4},
         "must be positive for all dimension, got:0");
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return FractionalAvgPoolGrad(in[0], in[1], in[2], in[2]);
      },
      {Tensor::Vector<int64_t>({-2, -2, -2, -2}), pooled,
       Tensor::Vector<int64_t>({0, 2, 4})},
      "-2");
}

}  // namespace
}  // namespace thalweg
