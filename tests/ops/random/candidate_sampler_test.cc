// Candidate samplers against the streams and formulas of TensorFlow's.
#include "thalweg/ops/random/candidate_sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/kernels/functors/philox.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

CandidateSamplerAttrs Attrs(int64_t num_sampled, bool unique, int64_t range) {
  return {.num_true = 2,
          .num_sampled = num_sampled,
          .unique = unique,
          .range_max = range,
          .seed = 5,
          .seed2 = 6};
}

Output TrueClasses(const Graph& graph) {
  return Constant(graph, Tensor::Of<int64_t>({2, 2}, {0, 1, 6, 3}));
}

TEST(CandidateSamplerTest, DrawsUniformClassesFromTwoWordsEach) {
  Graph graph;
  const Operation sampler =
      UniformCandidateSampler(TrueClasses(graph), Attrs(5, false, 7));
  PhiloxWords words(Philox::FromSeeds(5, 6));
  std::vector<int64_t> classes;
  for (int i = 0; i < 5; ++i) {
    const uint64_t low = words.Next(), high = words.Next();
    classes.push_back(static_cast<int64_t>((low | high << 32) % 7));
  }
  ASSERT_OK_AND_ASSIGN(const auto results,
                       Evaluate({}, {sampler[0], sampler[1], sampler[2]}));
  ExpectEqual(results[0], Tensor::Vector<int64_t>(classes));
  ExpectClose(results[1],
              MakeTensor(kFloat, {2, 2}, {5 / 7., 5 / 7., 5 / 7., 5 / 7.}));
  ExpectClose(results[2],
              MakeTensor(kFloat, {5}, std::vector<double>(5, 5 / 7.)));
}

TEST(CandidateSamplerTest, GoesOnInTheStreamAsTensorFlowDoes) {
  Graph graph;
  const Operation sampler =
      UniformCandidateSampler(TrueClasses(graph), Attrs(1, false, 1000));
  Evaluator evaluator;
  Philox stream = Philox::FromSeeds(5, 6);
  for (int run = 0; run < 2; ++run) {
    PhiloxWords words(stream);
    const uint64_t low = words.Next(), high = words.Next();
    ExpectEqual(evaluator.Run(sampler[0]),
                Tensor::Of<int64_t>(
                    {1}, {static_cast<int64_t>((low | high << 32) % 1000)}));
    stream.Skip(512);
  }
}

TEST(CandidateSamplerTest, DrawsSmallNumbersMoreOften) {
  Graph graph;
  const Operation sampler =
      LogUniformCandidateSampler(TrueClasses(graph), Attrs(4000, false, 7));
  ASSERT_OK_AND_ASSIGN(const auto results,
                       Evaluate({}, {sampler[0], sampler[1]}));
  std::vector<double> counts(7);
  for (int64_t number : results[0].flat<int64_t>()) ++counts[number];
  const auto expected = [](int c) {
    return 4000 * std::log((c + 2.0) / (c + 1.0)) / std::log(8.0);
  };
  for (int c = 0; c < 7; ++c) {
    EXPECT_NEAR(counts[c], expected(c), 4 * std::sqrt(expected(c)));
  }
  ExpectClose(results[1],
              MakeTensor(kFloat, {2, 2},
                         {expected(0), expected(1), expected(6), expected(3)}));
}

TEST(CandidateSamplerTest, DrawsUniqueClassesUntilThereAreEnough) {
  for (auto* sampler :
       {&UniformCandidateSampler, &LogUniformCandidateSampler}) {
    Graph graph;
    const Operation drawn = sampler(TrueClasses(graph), Attrs(7, true, 7));
    ASSERT_OK_AND_ASSIGN(const auto results,
                         Evaluate({}, {drawn[0], drawn[2]}));
    const auto classes = results[0].flat<int64_t>();
    EXPECT_EQ(std::set<int64_t>(classes.begin(), classes.end()).size(), 7u);
    for (float count : results[1].flat<float>()) {
      EXPECT_GT(count, 0);
      EXPECT_LE(count, 1);
    }
  }
}

TEST(CandidateSamplerTest, RefusesBadClasses) {
  Graph graph;
  const Output classes = Placeholder(graph, kInt64);
  const Operation drawn = UniformCandidateSampler(classes, Attrs(3, false, 7));
  EXPECT_EQ(drawn[1].shape(), Shape({-1, 2}));
  const auto run = [&](Tensor value) {
    return Evaluate(drawn[0], {{classes, value}});
  };
  EXPECT_OK(run(Tensor::Of<int64_t>({0, 2}, {})));
  EXPECT_THAT(run(Tensor::Of<int64_t>({2}, {1, 2})),
              StatusIs(kInvalidArgument, "true_classes must be a matrix"));
  EXPECT_THAT(run(Tensor::Of<int64_t>({1, 3}, {1, 2, 3})),
              StatusIs(kInvalidArgument, "must have num_true columns"));
  EXPECT_THAT(run(Tensor::Of<int64_t>({1, 2}, {1, 7})),
              StatusIs(kInvalidArgument, "out of range [0, 7), received 7"));
  EXPECT_THAT(run(Tensor::Of<int64_t>({1, 2}, {-1, 2})),
              StatusIs(kInvalidArgument, "out of range [0, 7), received -1"));
}

TEST(CandidateSamplerTest, RefusesMoreUniqueClassesThanThereAre) {
  Graph graph;
  const Operation drawn =
      UniformCandidateSampler(TrueClasses(graph), Attrs(8, true, 7));
  EXPECT_THAT(Evaluate(drawn[0]),
              StatusIs(kInvalidArgument, "Sampler's range is too small."));
  Graph wrong;
  UniformCandidateSampler(
      Constant(wrong, Tensor::Of<int64_t>({1, 3}, {1, 2, 3})),
      Attrs(1, false, 7));
  EXPECT_THAT(wrong.status(), StatusIs(kInvalidArgument, "num_true columns"));
}

}  // namespace
}  // namespace thalweg
