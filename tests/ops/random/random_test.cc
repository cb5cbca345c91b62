// Seeded values are TensorFlow 2.21's: the vectors of its own kernels.

#include <gtest/gtest.h>

#include "thalweg/kernels/functors/philox.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/random/random_normal.h"
#include "thalweg/ops/random/random_uniform.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using enum absl::StatusCode;

RandomAttrs Seeds(int64_t seed, int64_t seed2) {
  return {.seed = seed, .seed2 = seed2};
}

Tensor Floats(std::initializer_list<float> values) {
  return Tensor::Of<float>({static_cast<int64_t>(values.size())}, values);
}

TEST(PhiloxTest, GivesTheBlockOfZeroKeyAndCounter) {
  EXPECT_EQ(Philox(0, 0, 0).Next(),
            (Philox::Block{0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8}));
}

TEST(PhiloxTest, GivesTensorFlowsBlockOfASeed) {
  EXPECT_EQ(Philox::FromSeeds(87654321, 1).Next(),
            (Philox::Block{0xAB1E98C7, 0xCDF5CFA7, 0xF1867731, 0x4C3F748E}));
}

TEST(PhiloxTest, SkipsAsManyBlocksAsAreDrawn) {
  Philox drawn(5, ~uint64_t{0} - 1, 7), skipped = drawn;
  for (int i = 0; i < 6; ++i) drawn.Next();
  skipped.Skip(2, 3);
  EXPECT_EQ(drawn.Next(), skipped.Next());
}

TEST(PhiloxTest, SkipsProductsBeyond64Bits) {
  // (2^40 + 3) * 2^33 = 2^73 + 3 * 2^33: high part 512.
  Philox a(1, 0, 0), b(1, uint64_t{3} << 33, 512);
  a.Skip((uint64_t{1} << 40) + 3, uint64_t{1} << 33);
  EXPECT_EQ(a.Next(), b.Next());
}

// Printed to eight decimal places.
constexpr double kPrinted = 1e-8;

TEST(RandomUniformTest, GivesTensorFlowsValues) {
  Graph graph;
  ExpectClose(
      Evaluate(RandomUniform(graph, {5}, kFloat, Seeds(87654321, 1))),
      Floats({0.2390374f, 0.92039955f, 0.05051243f, 0.49574447f, 0.8355223f}),
      kPrinted);
}

TEST(RandomUniformTest, GoesOnWhereTheRunBeforeEnded) {
  Graph graph;
  Evaluator evaluator;
  const Output values = RandomUniform(graph, {4}, kFloat, Seeds(87654321, 1));
  ASSERT_OK(evaluator.Run(values));
  ASSERT_OK_AND_ASSIGN(const Tensor second, evaluator.Run(values));
  ExpectClose(second.Slice(0, 2), Floats({0.97840536f, 0.7541301f}), kPrinted);
}

TEST(RandomUniformTest, GivesTheSameWithMoreThreadsAndInPlans) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble}) {
    Graph graph;
    const Output values = RandomUniform(graph, {31, 1001}, dtype, Seeds(3, 4));
    const Output normals =
        TruncatedNormal(graph, {31, 1001}, dtype, Seeds(3, 4));
    for (const Output& output : {values, normals}) {
      ASSERT_OK_AND_ASSIGN(const Tensor one, Evaluate(output));
      ExpectEqual(Evaluate(output, {}, {.num_threads = 3}), one);
      ExpectEqual(Evaluate(output, {}, {.planned = true}), one);
    }
  }
}

TEST(RandomUniformTest, DrawsDoublesFromTwoWords) {
  // From the block AB1E98C7 CDF5CFA7 F1867731 4C3F748E: 52 bits of a pair,
  // the first word's lower 20 on top.
  Graph graph;
  const auto value = [](uint64_t high, uint64_t low) {
    return static_cast<double>((high & 0xFFFFF) << 32 | low) * 0x1p-52;
  };
  ExpectEqual(Evaluate(RandomUniform(graph, {2}, kDouble, Seeds(87654321, 1))),
              Tensor::Of<double>({2}, {value(0xAB1E98C7, 0xCDF5CFA7),
                                       value(0xF1867731, 0x4C3F748E)}));
}

TEST(RandomUniformTest, DiffersFromSessionToSessionWithoutSeeds) {
  Graph graph;
  const Output values = RandomUniform(graph, {4}, kFloat);
  ASSERT_OK_AND_ASSIGN(const Tensor a, Evaluate(values));
  ASSERT_OK_AND_ASSIGN(const Tensor b, Evaluate(values));
  EXPECT_NE(Elements(a), Elements(b));
}

TEST(RandomUniformTest, TakesAShapeThatOnlyTheRunShows) {
  Graph graph;
  const Output shape = Placeholder(graph, kInt64);
  const Output values = RandomUniform(graph, shape, kFloat, Seeds(87654321, 1));
  EXPECT_FALSE(values.shape().has_rank());
  ASSERT_OK_AND_ASSIGN(
      const Tensor matrix,
      Evaluate(values, {{shape, Tensor::Of<int64_t>({2}, {2, 1})}}));
  ExpectClose(matrix, Tensor::Of<float>({2, 1}, {0.2390374f, 0.92039955f}),
              kPrinted);
  EXPECT_THAT(Evaluate(values, {{shape, Tensor::Of<int64_t>({2}, {2, -1})}}),
              StatusIs(kInvalidArgument, "Dimension -1 must be >= 0"));
  EXPECT_THAT(Evaluate(values, {{shape, Tensor::Scalar(int64_t{2})}}),
              StatusIs(kInvalidArgument, "shape"));
  const Tensor huge =
      Tensor::Of<int64_t>({3}, {1 << 30, 1 << 30, int64_t{1} << 40});
  EXPECT_THAT(Evaluate(values, {{shape, huge}}), StatusIs(kInvalidArgument));
}

TEST(RandomUniformTest, RefusesBadShapesWhenBuilding) {
  Graph negative;
  RandomUniform(negative, {2, -1});
  EXPECT_THAT(negative.status(),
              StatusIs(kInvalidArgument, "Dimension -1 must be >= 0"));
  Graph scalar;
  RandomUniform(scalar, 3);
  EXPECT_THAT(scalar.status(), StatusIs(kInvalidArgument, "rank 1"));
}

TEST(RandomUniformIntTest, TakesWordsModuloTheRange) {
  // From the block AB1E98C7 CDF5CFA7 F1867731 4C3F748E.
  Graph graph;
  const SeedAttrs seeds = {.seed = 87654321, .seed2 = 1};
  ExpectEqual(
      Evaluate(RandomUniformInt(graph, {4}, -5, 12, seeds)),
      Tensor::Of<int32_t>(
          {4}, {int32_t(0xAB1E98C7u % 17) - 5, int32_t(0xCDF5CFA7u % 17) - 5,
                int32_t(0xF1867731u % 17) - 5, int32_t(0x4C3F748Eu % 17) - 5}));
  const Tensor low = Tensor::Scalar(int64_t{-1000}),
               high = Tensor::Scalar(int64_t{1} << 40);
  const uint64_t range = (uint64_t{1} << 40) + 1000;
  ExpectEqual(
      Evaluate(RandomUniformInt(graph, {2}, low, high, seeds)),
      Tensor::Of<int64_t>({2}, {int64_t(0xCDF5CFA7AB1E98C7u % range) - 1000,
                                int64_t(0x4C3F748EF1867731u % range) - 1000}));
}

TEST(RandomUniformIntTest, SpansTheWholeRangeOfItsDType) {
  Graph graph;
  const Output values =
      RandomUniformInt(graph, {1000}, INT32_MIN, INT32_MAX, {.seed = 1});
  ASSERT_OK_AND_ASSIGN(const Tensor tensor, Evaluate(values));
  int negative = 0;
  for (int32_t value : tensor.flat<int32_t>()) negative += value < 0;
  EXPECT_NEAR(negative, 500, 100);
}

TEST(RandomUniformIntTest, RefusesAnEmptyRange) {
  Graph graph;
  EXPECT_THAT(Evaluate(RandomUniformInt(graph, {4}, 5, 3)),
              StatusIs(kInvalidArgument, "Need minval < maxval, got 5 >= 3"));
  EXPECT_OK(Evaluate(RandomUniformInt(graph, {0}, 5, 3)));
  RandomUniformInt(graph, {4}, {1, 2}, 3);
  EXPECT_THAT(graph.status(), StatusIs(kInvalidArgument, "rank 0"));
}

// Two units in the last place: mathematics libraries differ.
constexpr double kUlps = 2.5e-7;

TEST(RandomStandardNormalTest, GivesTensorFlowsValues) {
  Graph graph;
  ExpectClose(
      Evaluate(RandomStandardNormal(graph, {6}, kFloat, Seeds(87654321, 1))),
      Floats({-0.8113182f, 1.4845988f, 0.06532937f, -2.4427042f, 0.0992484f,
              0.5912243f}),
      kUlps);
}

TEST(TruncatedNormalTest, GivesTensorFlowsValues) {
  Graph graph;
  ExpectClose(Evaluate(TruncatedNormal(graph, {4}, kFloat, Seeds(87654321, 2))),
              Floats({-0.85811085f, -0.19662298f, 0.13895045f, -1.2212768f}),
              kUlps);
}

TEST(TruncatedNormalTest, StaysWithinTwoDeviations) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble}) {
    Graph graph;
    ASSERT_OK_AND_ASSIGN(
        const Tensor tensor,
        Evaluate(TruncatedNormal(graph, {10001}, dtype, Seeds(1, 2))));
    double squares = 0;
    for (const auto& value : Elements(tensor)) {
      // Rounding to 16 bits may reach 2.
      ASSERT_LE(std::abs(value.real()), 2);
      squares += value.real() * value.real() / 10001;
    }
    EXPECT_NEAR(squares, 0.8796 * 0.8796, 0.03);
  }
}

}  // namespace
}  // namespace thalweg
