// RandomShuffle, Multinomial and StatelessMultinomial, against the streams that
// TensorFlow takes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/kernels/functors/philox.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/random/multinomial.h"
#include "thalweg/ops/random/random_shuffle.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

constexpr SeedAttrs kSeeds = {.seed = 87654321, .seed2 = 1};

std::vector<int64_t> ShuffledNumbers(Philox stream, int64_t count) {
  std::vector<int64_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  Philox::Block block = {};
  for (int64_t i = 0; i + 1 < count; ++i) {
    if (i % 4 == 0) block = stream.Next();
    std::swap(order[i], order[i + block[i % 4] % (count - i)]);
  }
  return order;
}

TEST(PhiloxWordsTest, StartsAtAnyWord) {
  const Philox stream(3, 4, 5);
  PhiloxWords all(stream);
  for (uint64_t first = 0; first < 9; ++first) {
    EXPECT_EQ(PhiloxWords(stream, first).Next(), all.Next());
  }
}

TEST(RandomShuffleTest, ExchangesAsTensorFlowDoes) {
  Graph graph;
  std::vector<int64_t> numbers(10);
  std::iota(numbers.begin(), numbers.end(), 0);
  const Output shuffled =
      RandomShuffle(Constant(graph, Tensor::Vector<int64_t>(numbers)), kSeeds);
  Evaluator evaluator;
  Philox stream = Philox::FromSeeds(87654321, 1);
  for (int run = 0; run < 3; ++run) {
    ExpectEqual(evaluator.Run(shuffled),
                Tensor::Vector<int64_t>(ShuffledNumbers(stream, 10)));
    stream.Skip(3);  // 9 words.
  }
}

TEST(RandomShuffleTest, MovesWholeRowsOfAnyDType) {
  Graph graph;
  const std::vector<int64_t> order =
      ShuffledNumbers(Philox::FromSeeds(87654321, 1), 5);
  for (DType dtype : {kBool, kUint8, kHalf, kInt32, kDouble, kComplex128}) {
    const Tensor rows = Uniform(dtype, {5, 3}, 0, 9);
    ASSERT_OK_AND_ASSIGN(
        const Tensor shuffled,
        Evaluate(RandomShuffle(Constant(graph, rows), kSeeds)));
    for (int i = 0; i < 5; ++i) {
      ExpectEqual(shuffled.Slice(i, i + 1), rows.Slice(order[i], order[i] + 1));
    }
  }
  const auto words = Tensor::Of<std::string>({2, 2}, {"a", "b", "c", "d"});
  ASSERT_OK_AND_ASSIGN(const Tensor shuffled,
                       Evaluate(RandomShuffle(Constant(graph, words), kSeeds)));
  const std::string& first = shuffled.data<std::string>()[0];
  EXPECT_TRUE(first == "a" || first == "c");
  EXPECT_EQ(shuffled.data<std::string>()[1], first == "a" ? "b" : "d");
}

TEST(RandomShuffleTest, LeavesScalarsSingleRowsAndNothingAlone) {
  Graph graph;
  for (const Shape& shape :
       {Shape(), Shape({1, 4}), Shape({0, 3}), Shape({3, 0})}) {
    const Tensor value = Uniform(kFloat, shape, 0, 1);
    ExpectEqual(Evaluate(RandomShuffle(Constant(graph, value), kSeeds)), value);
  }
}

// With one thread TensorFlow's rows take words one after another.
std::vector<int64_t> DrawnClasses(Philox stream, const Tensor& logits,
                                  int64_t samples) {
  PhiloxWords words(stream);
  std::vector<int64_t> drawn;
  const int64_t classes = logits.dim(1);
  for (int64_t row = 0; row < logits.dim(0); ++row) {
    const double* x = logits.data<double>() + row * classes;
    const double top = *std::max_element(x, x + classes);
    std::vector<double> sums(classes);
    double sum = 0;
    for (int64_t c = 0; c < classes; ++c) sums[c] = sum += std::exp(x[c] - top);
    for (int64_t s = 0; s < samples; ++s) {
      const uint64_t high = words.Next() & 0xFFFFF, low = words.Next();
      const double u = static_cast<double>(high << 32 | low) * 0x1p-52 * sum;
      int64_t c = 0;
      while (c < classes && sums[c] <= u) ++c;
      drawn.push_back(c);
    }
  }
  return drawn;
}

TEST(MultinomialTest, TakesWordsOfAllRowsInTurn) {
  Graph graph;
  const Tensor logits = Uniform(kDouble, {401, 6}, -2, 2);
  const Output drawn =
      Multinomial(Constant(graph, logits), 3, {.seed = 87654321, .seed2 = 1});
  EXPECT_EQ(drawn.shape(), Shape({401, 3}));
  Philox stream = Philox::FromSeeds(87654321, 1);
  const auto expected = [&] {
    return Tensor::Of<int64_t>({401, 3}, DrawnClasses(stream, logits, 3));
  };
  Evaluator one, three({.num_threads = 3});
  ExpectEqual(one.Run(drawn), expected());
  ExpectEqual(three.Run(drawn), expected());
  stream.Skip(401 * 4 * 2, 256);
  ExpectEqual(one.Run(drawn), expected());
  ExpectEqual(three.Run(drawn), expected());
}

TEST(MultinomialTest, IsAFunctionOfItsSeedWhereStateless) {
  Graph graph;
  const Tensor logits = Uniform(kDouble, {2, 5}, -2, 2);
  const std::vector<int64_t> expected =
      DrawnClasses(Philox::FromScrambledSeeds(3, 4), logits, 4);
  const Output drawn =
      StatelessMultinomial(Constant(graph, logits), 4, {3, 4}, kInt32);
  Evaluator evaluator;
  for (int run = 0; run < 2; ++run) {
    ExpectEqual(
        evaluator.Run(drawn),
        Tensor::Of<int32_t>(
            {2, 4}, std::vector<int32_t>(expected.begin(), expected.end())));
  }
}

TEST(MultinomialTest, NeverDrawsClassesWithoutFiniteLogits) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble}) {
    Graph graph;
    const Tensor logits = MakeTensor(dtype, {1, 4}, {-kInf, 1, kInf, NAN});
    ASSERT_OK_AND_ASSIGN(
        const Tensor drawn,
        Evaluate(Multinomial(Constant(graph, logits), 50, {.seed = 5})));
    for (int64_t c : drawn.flat<int64_t>()) EXPECT_EQ(c, 1);
  }
}

TEST(MultinomialTest, DrawsNothingFromNoRowOrForNoSample) {
  Graph graph;
  const Output none = Constant(graph, Uniform(kFloat, {0, 3}, 0, 1));
  const Output some = Constant(graph, Uniform(kFloat, {2, 3}, 0, 1));
  ExpectEqual(Evaluate(Multinomial(none, 4)), Tensor::Of<int64_t>({0, 4}, {}));
  ExpectEqual(Evaluate(Multinomial(some, 0)), Tensor::Of<int64_t>({2, 0}, {}));
}

TEST(MultinomialTest, RefusesBadArgumentsWhenBuilding) {
  const auto refuse = [](Tensor logits, Input samples, const char* message) {
    Graph graph;
    Multinomial(Constant(graph, logits), samples);
    EXPECT_THAT(graph.status(), StatusIs(kInvalidArgument, message));
  };
  const Tensor matrix = Uniform(kFloat, {2, 3}, 0, 1);
  refuse(Uniform(kFloat, {3}, 0, 1), 1, "rank 2");
  refuse(matrix, {1}, "rank 0");
  refuse(matrix, -1, "num_samples should be non-negative, got -1");
}

TEST(MultinomialTest, RefusesBadArgumentsWhenRunning) {
  Graph graph;
  const Output logits = Placeholder(graph, kFloat);
  const Output samples = Placeholder(graph, kInt32);
  const Output drawn = Multinomial(logits, samples);
  const auto run = [&](const Shape& shape, Tensor count) {
    return Evaluate(drawn,
                    {{logits, Uniform(kFloat, shape, 0, 1)}, {samples, count}});
  };
  const Tensor one = Tensor::Scalar<int32_t>(1);
  EXPECT_OK(run({2, 3}, one));
  EXPECT_THAT(run({3}, one), StatusIs(kInvalidArgument, "logits should be a "));
  EXPECT_THAT(run({2, 0}, one),
              StatusIs(kInvalidArgument, "num_classes should be positive"));
  EXPECT_THAT(run({2, 3}, Tensor::Scalar<int32_t>(-1)),
              StatusIs(kInvalidArgument, "should be non-negative, got -1"));
  EXPECT_THAT(run({2, 3}, Tensor::Of<int32_t>({1}, {1})),
              StatusIs(kInvalidArgument, "must be a scalar"));
}

}  // namespace
}  // namespace thalweg
