// Values are TensorFlow 2.21's, or those of the streams that it takes.
#include "thalweg/ops/random/stateless_random.h"

#include <gtest/gtest.h>

#include "thalweg/kernels/functors/philox.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/random/random_uniform.h"
#include "thalweg/ops/random/stateless_random_v1.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

Tensor Keys(uint64_t key) { return Tensor::Of<uint64_t>({1}, {key}); }
Tensor Counters(uint64_t low, uint64_t high) {
  return Tensor::Of<uint64_t>({2}, {low, high});
}

TEST(StatelessRandomTest, GivesTensorFlowsIntegers) {
  Graph graph;
  ExpectEqual(
      Evaluate(StatelessRandomUniformFullIntV1(graph, {6}, {1, 2}, kInt32)),
      Tensor::Of<int32_t>({6}, {1105988140, 1738052849, -335576002, 370444179,
                                10670227, -246211131}));
}

TEST(StatelessRandomTest, GivesTensorFlowsNormals) {
  Graph graph;
  ExpectClose(
      Evaluate(StatelessRandomNormalV1(graph, {3}, {1105988140, 1738052849})),
      Tensor::Of<float>({3}, {-0.59835213f, -0.9578608f, 0.9002807f}), 1e-7);
}

TEST(StatelessRandomTest, GivesWithAKeyWhatItsSeedGives) {
  const auto check = [](const Output& with_key, const Output& with_seed) {
    ASSERT_OK_AND_ASSIGN(const Tensor expected, Evaluate(with_seed));
    ExpectEqual(Evaluate(with_key), expected);
    ExpectEqual(Evaluate(with_key, {}, {.num_threads = 3}), expected);
  };
  Graph graph;
  const Operation keys = StatelessRandomGetKeyCounter(graph, {-7, 5});
  const Output alg = StatelessRandomGetAlg(graph);
  const auto seed = Tensor::Of<int32_t>({2}, {-7, 5});
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble}) {
    check(
        StatelessRandomUniform(graph, {31, 301}, keys[0], keys[1], alg, dtype),
        StatelessRandomUniformV1(graph, {31, 301}, seed, dtype));
    check(StatelessRandomNormal(graph, {31, 3}, keys[0], keys[1], alg, dtype),
          StatelessRandomNormalV1(graph, {31, 3}, seed, dtype));
    check(
        StatelessTruncatedNormal(graph, {31, 301}, keys[0], keys[1], 3, dtype),
        StatelessTruncatedNormalV1(graph, {31, 301}, seed, dtype));
  }
  check(StatelessRandomUniformInt(graph, {7}, keys[0], keys[1], alg, -9, 9),
        StatelessRandomUniformIntV1(graph, {7}, seed, -9, 9));
  for (DType dtype : {kInt32, kInt64, kUint32, kUint64}) {
    check(StatelessRandomUniformFullInt(graph, {7}, keys[0], keys[1], 1, dtype),
          StatelessRandomUniformFullIntV1(graph, {7}, seed, dtype));
  }
}

TEST(StatelessRandomTest, ScramblesSeedsIntoAKeyAndACounter) {
  Graph graph;
  const Operation keys = StatelessRandomGetKeyCounter(graph, {1, 2});
  EXPECT_EQ(keys[0].shape(), Shape({1}));
  EXPECT_EQ(keys[1].shape(), Shape({2}));
  const Philox::Block mix = Philox(0x02461E293EC8F720, 1, 2).Next();
  ExpectEqual(Evaluate(keys[0]), Keys(mix[0] | uint64_t{mix[1]} << 32));
  ExpectEqual(Evaluate(keys[1]), Counters(0, mix[2] | uint64_t{mix[3]} << 32));
}

TEST(StatelessRandomTest, ReadsKeyAndCounterAsPhiloxDoes) {
  Graph graph;
  const Philox::Block first = Philox(9, ~uint64_t{0}, 4).Next();
  const Philox::Block second = Philox(9, 0, 5).Next();
  ExpectEqual(Evaluate(StatelessRandomUniformFullInt(
                  graph, {5}, Keys(9), Counters(~uint64_t{0}, 4), 1, kUint32)),
              Tensor::Of<uint32_t>(
                  {5}, {first[0], first[1], first[2], first[3], second[0]}));
}

TEST(StatelessRandomTest, TakesUnsignedSeedsWithoutASign) {
  Graph graph;
  const auto word = Tensor::Of<uint32_t>({2}, {0xFFFFFFFF, 0});
  const auto same = Tensor::Of<int64_t>({2}, {0xFFFFFFFF, 0});
  ASSERT_OK_AND_ASSIGN(
      const Tensor expected,
      Evaluate(StatelessRandomUniformFullIntV1(graph, {3}, same)));
  ExpectEqual(Evaluate(StatelessRandomUniformFullIntV1(graph, {3}, word)),
              expected);
}

TEST(StatelessRandomTest, DrawsIntegersOfNearlyTheWholeRange) {
  Graph graph;
  const Tensor low = Tensor::Scalar(INT64_MIN),
               high = Tensor::Scalar(INT64_MAX);
  const Output values =
      StatelessRandomUniformIntV1(graph, {2}, {1, 2}, low, high);
  const Philox::Block x = Philox::FromScrambledSeeds(1, 2).Next();
  const uint64_t bits = (x[0] | uint64_t{x[1]} << 32) % ~uint64_t{0};
  ASSERT_OK_AND_ASSIGN(const Tensor drawn, Evaluate(values));
  EXPECT_EQ(drawn.data<int64_t>()[0],
            static_cast<int64_t>(bits + (uint64_t{1} << 63)));
}

TEST(StatelessRandomTest, MakesEmptyTensorsOfAnyAlgorithmAndBounds) {
  Graph graph;
  const Tensor none = Tensor::Of<float>({0}, {});
  ExpectEqual(
      Evaluate(StatelessRandomUniform(graph, {0}, Keys(1), Counters(1, 1), 2)),
      none);
  ExpectEqual(Evaluate(StatelessRandomUniformIntV1(graph, {0}, {1, 2}, 5, 5)),
              Tensor::Of<int32_t>({0}, {}));
}

TEST(StatelessRandomTest, RefusesAlgorithmsThatTheProcessorLacks) {
  Graph graph;
  EXPECT_THAT(
      Evaluate(StatelessRandomUniform(graph, {1}, Keys(1), Counters(1, 1), 2)),
      StatusIs(kInvalidArgument, "Unsupported algorithm id: 2"));
}

TEST(StatelessRandomTest, RefusesBadArgumentsWhenBuilding) {
  const auto refuse = [](auto build, const char* message) {
    Graph graph;
    build(graph);
    EXPECT_THAT(graph.status(), StatusIs(kInvalidArgument, message));
  };
  refuse(
      [](Graph& g) {
        StatelessRandomUniformV1(g, {1}, {1, 2, 3});
      },
      "Dimension must be 2 but is 3");
  refuse([](Graph& g) { StatelessRandomUniformV1(g, {1}, 1); }, "rank 1");
  refuse(
      [](Graph& g) {
        StatelessRandomUniformV1(g, {-1}, {1, 2});
      },
      "must be >= 0");
  refuse([](Graph& g) { StatelessRandomGetKeyCounter(g, {1}); },
         "Dimension must be 2 but is 1");
  refuse(
      [](Graph& g) {
        StatelessRandomNormal(g, {1}, Counters(1, 2), Counters(1, 2), 1);
      },
      "Dimension must be 1 but is 2");
  refuse(
      [](Graph& g) {
        StatelessRandomUniformIntV1(g, {1}, {1, 2}, {1, 2}, 3);
      },
      "rank 0");
}

TEST(StatelessRandomTest, RefusesBadArgumentsWhenRunning) {
  Graph graph;
  const Output shape = Placeholder(graph, kInt32);
  const Output seed = Placeholder(graph, kInt64);
  const Output key = Placeholder(graph, kUint64);
  const Output counter = Placeholder(graph, kUint64);
  const Output alg = Placeholder(graph, kInt32);
  const Output seeded = StatelessRandomUniformV1(graph, shape, seed);
  const Output keyed = StatelessRandomUniform(graph, shape, key, counter, alg);
  const Tensor two = Tensor::Of<int32_t>({1}, {2});
  const auto with_seed = [&](Tensor bad) {
    return Evaluate(seeded, {{shape, two}, {seed, bad}});
  };
  EXPECT_THAT(with_seed(Tensor::Of<int64_t>({3}, {1, 2, 3})),
              StatusIs(kInvalidArgument, "seed must have shape [2], not [3]"));
  EXPECT_THAT(with_seed(Tensor::Scalar<int64_t>(1)),
              StatusIs(kInvalidArgument, "seed must have shape [2], not []"));
  const auto with_key = [&](Tensor k, Tensor c, Tensor a) {
    return Evaluate(keyed, {{shape, two}, {key, k}, {counter, c}, {alg, a}});
  };
  const Tensor one = Tensor::Scalar<int32_t>(1);
  EXPECT_OK(with_key(Keys(1), Tensor::Of<uint64_t>({3}, {1, 2, 3}), one));
  EXPECT_THAT(with_key(Counters(1, 1), Counters(1, 1), one),
              StatusIs(kInvalidArgument, "key must have shape [1], not [2]"));
  EXPECT_THAT(with_key(Keys(1), Keys(1), one),
              StatusIs(kInvalidArgument, "length at least 2; got shape: [1]"));
  EXPECT_THAT(with_key(Keys(1), Counters(1, 1), two),
              StatusIs(kInvalidArgument, "must have shape [], not [1]"));
}

}  // namespace
}  // namespace thalweg
