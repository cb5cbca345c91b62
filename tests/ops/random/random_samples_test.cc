// RandomGamma, RandomPoisson and ParameterizedTruncatedNormal: their moments,
// their edges and, for the derivative of a gamma sample, its definition.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/random/parameterized_truncated_normal.h"
#include "thalweg/ops/random/random_gamma.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr SeedAttrs kSeeds = {.seed = 3, .seed2 = 4};

struct Moments {
  double mean = 0;
  double variance = 0;
};

// Of column c of a matrix.
Moments MomentsOf(const Tensor& samples, int64_t c) {
  const auto elements = Elements(samples);
  const int64_t rows = samples.dim(0), columns = samples.dim(1);
  Moments moments;
  for (int64_t r = 0; r < rows; ++r) {
    moments.mean += elements[r * columns + c].real() / rows;
  }
  for (int64_t r = 0; r < rows; ++r) {
    const double d = elements[r * columns + c].real() - moments.mean;
    moments.variance += d * d / rows;
  }
  return moments;
}

TEST(RandomGammaTest, HasTheMomentsOfItsDistribution) {
  for (DType dtype : {kHalf, kFloat, kDouble}) {
    Graph graph;
    const std::vector<double> alphas = {0.5, 1, 3, 20};
    const Output alpha = Constant(graph, MakeTensor(dtype, {4}, alphas));
    const Output samples = RandomGamma({20000}, alpha, kSeeds);
    EXPECT_EQ(samples.shape(), Shape({20000, 4}));
    ASSERT_OK_AND_ASSIGN(const Tensor values, Evaluate(samples));
    ExpectEqual(Evaluate(samples, {}, {.num_threads = 3}), values);
    for (int c = 0; c < 4; ++c) {
      const Moments moments = MomentsOf(values, c);
      EXPECT_NEAR(moments.mean, alphas[c], 0.03 * alphas[c]);
      EXPECT_NEAR(moments.variance, alphas[c], 0.1 * alphas[c]);
    }
  }
}

TEST(RandomGammaTest, EndsForAnyAlpha) {
  Graph graph;
  const Output alpha =
      Constant(graph, MakeTensor(kFloat, {5}, {0, -3, NAN, kInf, 1e30}));
  ASSERT_OK_AND_ASSIGN(const Tensor values,
                       Evaluate(RandomGamma({3}, alpha, kSeeds)));
  EXPECT_EQ(values.data<float>()[0], 0);
  EXPECT_TRUE(std::isnan(values.data<float>()[1]));
  EXPECT_TRUE(std::isnan(values.data<float>()[2]));
}

TEST(RandomGammaTest, SumsTheGradientOverItsSamples) {
  for (const Shape& known : {Shape({2}), Shape::Unknown()}) {
    Graph graph;
    const Output alpha = Placeholder(graph, kFloat, known);
    const Output samples = RandomGamma({3, 4}, alpha, kSeeds);
    ASSERT_OK_AND_ASSIGN(const auto gradients,
                         SymbolicGradients({samples}, {alpha}));
    const Feeds feeds = {{alpha, MakeTensor(kFloat, {2}, {0.7, 5})}};
    ASSERT_OK_AND_ASSIGN(const auto results,
                         Evaluate(feeds, {samples, gradients[0].dense()}));
    const Tensor slopes =
        *Evaluate(RandomGammaGrad(alpha, Constant(graph, results[0])), feeds);
    double sums[2] = {0, 0};
    for (int i = 0; i < 24; ++i) sums[i % 2] += slopes.data<float>()[i];
    ExpectClose(results[1], MakeTensor(kFloat, {2}, {sums[0], sums[1]}), 1e-5);
  }
}

// P(a, x), by its series.
double GammaIntegral(double a, double x) {
  double term = 1 / a, sum = term;
  for (int n = 1; n < 500; ++n) sum += term *= x / (a + n);
  return sum * std::exp(a * std::log(x) - x - std::lgamma(a));
}

TEST(RandomGammaGradTest, KeepsTheSamplesPlaceInItsDistribution) {
  std::vector<double> a, x, expected;
  for (double alpha : {0.3, 0.9, 1.0, 2.5, 10.0, 60.0}) {
    for (double place : {0.05, 0.4, 0.9, 1.1, 1.7, 3.0}) {
      const double sample = alpha * place, step = 1e-5 * alpha;
      const double by_alpha = (GammaIntegral(alpha + step, sample) -
                               GammaIntegral(alpha - step, sample)) /
                              (2 * step);
      const double density = std::exp((alpha - 1) * std::log(sample) - sample -
                                      std::lgamma(alpha));
      if (density < 1e-4) continue;
      a.push_back(alpha);
      x.push_back(sample);
      expected.push_back(-by_alpha / density);
    }
  }
  const Shape shape = {static_cast<int64_t>(a.size())};
  Graph graph;
  for (DType dtype : {kFloat, kDouble}) {
    ExpectClose(
        Evaluate(RandomGammaGrad(Constant(graph, MakeTensor(dtype, shape, a)),
                                 Constant(graph, MakeTensor(dtype, shape, x)))),
        MakeTensor(dtype, shape, expected), 1e-5);
  }
}

TEST(RandomGammaGradTest, HasNoValueOutsideOfTheDistribution) {
  Graph graph;
  ExpectEqual(Evaluate(RandomGammaGrad(
                  Constant(graph, MakeTensor(kFloat, {4}, {0, -1, 2, 2})),
                  Constant(graph, MakeTensor(kFloat, {4}, {1, 1, -1, 0})))),
              MakeTensor(kFloat, {4}, {NAN, NAN, NAN, 0}));
}

TEST(RandomPoissonTest, HasTheMomentsOfItsDistribution) {
  for (DType dtype : {kHalf, kFloat, kDouble, kInt32, kInt64}) {
    Graph graph;
    const std::vector<double> rates = {0.5, 3, 12, 100};
    const Output rate = Constant(graph, MakeTensor(kDouble, {4}, rates));
    const Output samples =
        RandomPoisson({20000}, rate, {.seed = 3, .seed2 = 4, .dtype = dtype});
    ASSERT_OK_AND_ASSIGN(const Tensor values, Evaluate(samples));
    ExpectEqual(Evaluate(samples, {}, {.num_threads = 3}), values);
    for (int c = 0; c < 4; ++c) {
      const Moments moments = MomentsOf(values, c);
      EXPECT_NEAR(moments.mean, rates[c], 0.03 * rates[c]);
      EXPECT_NEAR(moments.variance, rates[c], 0.1 * rates[c]);
    }
  }
}

TEST(RandomPoissonTest, EndsForAnyRate) {
  Graph graph;
  const Output rate =
      Constant(graph, MakeTensor(kDouble, {5}, {0, -3, NAN, kInf, 1e30}));
  ExpectEqual(Evaluate(RandomPoisson({1}, rate, {.seed = 1, .dtype = kInt32})),
              Tensor::Of<int32_t>({1, 5}, {0, 0, 0, INT32_MAX, INT32_MAX}));
}

TEST(RandomSamplesTest, AreNoneWithoutSamplesOrParameters) {
  Graph graph;
  const Output none = Constant(graph, MakeTensor(kFloat, {0}, {}));
  const Output one = Constant(graph, MakeTensor(kFloat, {1}, {2}));
  ExpectEqual(Evaluate(RandomGamma({3}, none)), MakeTensor(kFloat, {3, 0}, {}));
  ExpectEqual(Evaluate(RandomPoisson({0}, one)),
              Tensor::Of<int64_t>({0, 1}, {}));
}

TEST(RandomSamplesTest, RefuseShapesThatAreNone) {
  const auto gamma = [](const Graph&, const std::vector<Output>& inputs) {
    return RandomGamma(inputs[0], inputs[1]);
  };
  const Tensor alpha = MakeTensor(kFloat, {1}, {2});
  ExpectRefusedEveryWay(gamma, {Tensor::Of<int32_t>({1}, {-1}), alpha},
                        "Dimension -1 must be >= 0");
  ExpectRefusedEveryWay(gamma, {Tensor::Scalar<int32_t>(1), alpha}, "must be");
  // As many elements as int64 can't count.
  const Tensor huge = Tensor::Of<int64_t>({4}, {65535, 65535, 65535, 65535});
  ExpectRefusedEveryWay(
      gamma,
      {huge, MakeTensor(kFloat, {2, 2, 2, 2, 2}, std::vector<double>(32, 1))},
      "");
}

// Rows of numbers with their own bounds.
TEST(ParameterizedTruncatedNormalTest, StaysBetweenItsBounds) {
  for (DType dtype : {kHalf, kFloat, kDouble}) {
    Graph graph;
    const std::vector<double> low = {-1, 3, -kInf, 2, 0};
    const std::vector<double> high = {2, 3.25, -1, kInf, 40};
    const auto vector = [&](const std::vector<double>& values) {
      return Constant(graph, MakeTensor(dtype, {5}, values));
    };
    const Output numbers = ParameterizedTruncatedNormal(
        {5, 40}, vector({0, 0, 0, 0, 20}), vector({1, 1, 1, 1, 3}), vector(low),
        vector(high), kSeeds);
    ASSERT_OK_AND_ASSIGN(const Tensor values, Evaluate(numbers));
    ExpectEqual(Evaluate(numbers, {}, {.num_threads = 3}), values);
    const auto elements = Elements(values);
    for (int i = 0; i < 200; ++i) {
      EXPECT_GE(elements[i].real(), low[i / 40] - 1e-2);
      EXPECT_LE(elements[i].real(), high[i / 40] + 1e-2);
    }
  }
}

TEST(ParameterizedTruncatedNormalTest, HasTheMomentsOfItsDistribution) {
  Graph graph;
  const Output numbers = ParameterizedTruncatedNormal(
      {20000, 1}, Constant(graph, Tensor::Scalar(1.0f)), 2.0, -1.0, 3.0,
      kSeeds);
  ASSERT_OK_AND_ASSIGN(const Tensor values, Evaluate(numbers));
  const Moments moments = MomentsOf(values, 0);
  EXPECT_NEAR(moments.mean, 1, 0.03);
  // 4 (1 - 2 phi(1) / (2 Phi(1) - 1)).
  EXPECT_NEAR(moments.variance, 4 * 0.29112, 0.03);
}

TEST(ParameterizedTruncatedNormalTest, RefusesBadParameters) {
  const auto function = [](const Graph& graph,
                           const std::vector<Output>& inputs) {
    return ParameterizedTruncatedNormal(
        Constant(graph, Tensor::Of<int32_t>({2}, {3, 2})), inputs[0], inputs[1],
        inputs[2], inputs[3]);
  };
  const auto refuse = [&](Tensor mean, double stdev, double low, double high,
                          const char* message) {
    const auto scalar = [](double value) {
      return MakeTensor(kFloat, {}, {value});
    };
    ExpectRefusedEveryWay(
        function, {mean, scalar(stdev), scalar(low), scalar(high)}, message);
  };
  const Tensor zero = MakeTensor(kFloat, {}, {0});
  refuse(zero, 0, -1, 1, "Invalid parameters");
  refuse(zero, NAN, -1, 1, "Invalid parameters");
  refuse(zero, 1, 1, 1, "Invalid parameters");
  refuse(zero, 1, NAN, 1, "Invalid parameters");
  refuse(zero, 1, -kInf, kInf, "Invalid parameters");
  refuse(MakeTensor(kFloat, {2}, {0, 0}), 1, -1, 1, "length 1 or shape[0]");
  refuse(MakeTensor(kFloat, {0}, {}), 1, -1, 1, "length 1 or shape[0]");
  refuse(MakeTensor(kFloat, {1, 1}, {0}), 1, -1, 1, "");
}

}  // namespace
}  // namespace thalweg
