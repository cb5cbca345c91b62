#include "thalweg/tools/thalweg/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace thalweg::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

TEST(CompareTest, TheToleranceIsAbsolutePlusRelative) {
  const Tensor expected = Tensor::Of<double>({2}, {100, 0});
  const Tensor got = Tensor::Of<double>({2}, {101.5, 0.5});
  EXPECT_TRUE(
      Compare(got, expected, {.relative = 0.01, .absolute = 0.5}).agrees());
  EXPECT_FALSE(
      Compare(got, expected, {.relative = 0.009, .absolute = 0.5}).agrees());
  EXPECT_FALSE(
      Compare(got, expected, {.relative = 0.01, .absolute = 0.4}).agrees());
}

TEST(CompareTest, TellsTheLargestErrorsAndTheFirstBadElement) {
  const Tensor expected = Tensor::Of<float>({2, 3}, {1, 2, 4, 8, 0, -2});
  const Tensor got = Tensor::Of<float>({2, 3}, {1, 2, 4, 10, 0.25, -2.5});
  const Comparison comparison = Compare(got, expected, {.absolute = 0.25});
  EXPECT_EQ(comparison.num_bad, 2);
  EXPECT_THAT(comparison.first_bad, ElementsAre(1, 0));
  EXPECT_EQ(comparison.got.scalar<float>(), 10);
  EXPECT_EQ(comparison.expected.scalar<float>(), 8);
  EXPECT_EQ(comparison.max_absolute, 2);
  EXPECT_EQ(comparison.max_relative, 0.25);
  EXPECT_THAT(Difference(got, expected, {.absolute = 0.25}),
              HasSubstr("element [1,0] of [2,3]: got 10.0, expected 8.0; 2 of "
                        "6 differ, by at most 2 (relative 0.25)"));
}

TEST(CompareTest, NanEqualsNanAndInfinityItself) {
  const Tensor values = Tensor::Of<float>({3}, {kNan, kInf, -kInf});
  EXPECT_TRUE(Compare(values, values, {}).agrees());
  const Tensor others = Tensor::Of<float>({3}, {kNan, -kInf, 1});
  const Comparison comparison =
      Compare(others, values, {.relative = 1, .absolute = kInf});
  EXPECT_EQ(comparison.num_bad, 2);
  EXPECT_EQ(comparison.max_absolute, 0);
}

TEST(CompareTest, LargeIntegersAreToldApart) {
  const int64_t large = int64_t{1} << 53;
  const Tensor got = Tensor::Of<int64_t>({1}, {large + 1});
  const Tensor expected = Tensor::Of<int64_t>({1}, {large});
  EXPECT_FALSE(Compare(got, expected, {.relative = 0.5}).agrees());
  EXPECT_TRUE(Compare(got, expected, {.absolute = 1}).agrees());
}

TEST(CompareTest, StringsAndBoolsHaveNoTolerance) {
  const Tensor yes = Tensor::Scalar(true), no = Tensor::Scalar(false);
  EXPECT_FALSE(Compare(yes, no, {.absolute = 2}).agrees());
  const Tensor a = Tensor::Scalar<std::string>("a\xff");
  const Tensor b = Tensor::Scalar<std::string>("b");
  EXPECT_TRUE(Compare(a, a, {}).agrees());
  EXPECT_THAT(Difference(a, b, {.absolute = 2}),
              HasSubstr("expected \"b\"; 1 of 1 differ"));
}

TEST(CompareTest, OtherShapesAndDTypesAreNotCompared) {
  const Tensor a = Tensor::Of<float>({2}, {1, 2});
  EXPECT_EQ(Difference(a, Tensor::Of<float>({1, 2}, {1, 2}), {}),
            "got float [2], expected float [1,2]");
  EXPECT_EQ(Difference(a, Tensor::Of<double>({2}, {1, 2}), {}),
            "got float [2], expected double [2]");
  EXPECT_THAT(Difference(a, a, {}), IsEmpty());
}

TEST(CompareTest, TensorsWithoutElementsAgree) {
  const Tensor empty = Tensor::Of<float>({0, 3}, {});
  EXPECT_TRUE(Compare(empty, empty, {}).agrees());
}

}  // namespace
}  // namespace thalweg::command
