#include "thalweg/graph/shape.h"

#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace thalweg {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

TEST(ShapeTest, CountsElements) {
  EXPECT_EQ(Shape().num_elements(), 1);
  EXPECT_EQ((Shape{2, 3}).num_elements(), 6);
  EXPECT_EQ((Shape{2, 0, 3}).num_elements(), 0);
  EXPECT_EQ((Shape{2, -1}).num_elements(), -1);
  EXPECT_EQ(Shape::Unknown().num_elements(), -1);
}

TEST(ShapeTest, TooManyElementsSaturateUnlessThereAreNone) {
  EXPECT_EQ((Shape{kMax, 2}).num_elements(), kMax);
  EXPECT_EQ((Shape{int64_t{1} << 32, int64_t{1} << 32, 0}).num_elements(), 0);
}

TEST(ShapeTest, MakeRefusesWhatNoTensorCanHave) {
  auto refused = [](std::vector<int64_t> dims) {
    return Shape::Make(dims).status().code() ==
           absl::StatusCode::kInvalidArgument;
  };
  EXPECT_TRUE(refused({2, -2}));
  EXPECT_TRUE(refused({kMax, 2}));
  EXPECT_TRUE(refused({-1, int64_t{1} << 32, int64_t{1} << 32}));
  EXPECT_TRUE(refused(std::vector<int64_t>(255, 0)));
  EXPECT_FALSE(refused(std::vector<int64_t>(254, 1)));
  EXPECT_FALSE(refused({kMax, 0, kMax}));
  EXPECT_EQ(Shape::Make({-1, 3}).value(), (Shape{-1, 3}));
}

TEST(ShapeTest, PrintsUnknownDimensionsAsQuestionMarks) {
  EXPECT_EQ(Shape().ToString(), "[]");
  EXPECT_EQ((Shape{2, -1, 0}).ToString(), "[2,?,0]");
  EXPECT_EQ(Shape::OfRank(2).ToString(), "[?,?]");
  EXPECT_EQ(Shape::Unknown().ToString(), "<unknown>");
}

TEST(ShapeTest, AnUnknownRankIsNoScalar) {
  EXPECT_FALSE(Shape::Unknown() == Shape());
  EXPECT_EQ(Shape::Unknown().rank(), -1);
  EXPECT_FALSE(Shape::Unknown().IsFullyDefined());
  EXPECT_TRUE(Shape().IsFullyDefined());
}

TEST(ShapeTest, MergeKnowsWhatEitherKnows) {
  EXPECT_EQ((Shape{-1, 3}).MergeWith({2, -1}).value(), (Shape{2, 3}));
  EXPECT_EQ(Shape::Unknown().MergeWith({2, -1}).value(), (Shape{2, -1}));
  EXPECT_EQ((Shape{2}).MergeWith(Shape::Unknown()).value(), (Shape{2}));
}

TEST(ShapeTest, MergeNamesTheContradiction) {
  EXPECT_EQ((Shape{2, 3}).MergeWith({2, 4}).status().message(),
            "Dimension 1 in both shapes must be equal, but are 3 and 4. "
            "Shapes are [2,3] and [2,4].");
  EXPECT_EQ((Shape{2}).MergeWith(Shape{2, 4}).status().message(),
            "Shapes must be equal rank, but are 1 and 2");
}

TEST(ShapeTest, CompatibleMeansOneTensorCouldHaveBoth) {
  EXPECT_TRUE((Shape{-1, 3}).IsCompatibleWith({2, -1}));
  EXPECT_TRUE(Shape::Unknown().IsCompatibleWith({2}));
  EXPECT_FALSE((Shape{2, 3}).IsCompatibleWith({2, 4}));
  EXPECT_FALSE(Shape().IsCompatibleWith({1}));
}

TEST(ShapeTest, SliceAndConcatUndoEachOther) {
  const Shape shape = {2, -1, 4};
  EXPECT_EQ(shape.Slice(1, 3), (Shape{-1, 4}));
  EXPECT_EQ(shape.Slice(0, 1).Concat(shape.Slice(1, 3)), shape);
  EXPECT_FALSE(shape.Concat(Shape::Unknown()).has_rank());
}

}  // namespace
}  // namespace thalweg
