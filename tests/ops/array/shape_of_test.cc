// Shapes as values: what shape functions know of shapes that a graph computes.
#include "thalweg/ops/array/shape_of.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/expand_dims.h"
#include "thalweg/ops/array/fill.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/slice.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/array/transpose.h"
#include "thalweg/ops/array/zeros_like.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

constexpr int64_t kUnknown = PartialValue::kUnknown;

// The elements known of an output; empty when nothing is.
std::vector<int64_t> ValueOf(const Output& output) {
  EXPECT_OK(output.graph().status());
  if (!output) return {};
  const PartialValue* value = output.node()->output_value(output.index());
  return value == nullptr ? std::vector<int64_t>() : value->elements;
}

using Values = std::vector<int64_t>;

class ShapeValueTest : public testing::Test {
 protected:
  Graph graph_;
  // Of which the rank and two dimensions are known.
  Output x_ = Placeholder(graph_, kFloat, {-1, 3, 5});
  Output any_ = Placeholder(graph_, kFloat);
};

TEST_F(ShapeValueTest, ShapeRankAndSizeAreKnownAsFarAsTheInputs) {
  EXPECT_EQ(ValueOf(ShapeOf(x_)), (Values{kUnknown, 3, 5}));
  EXPECT_EQ(ValueOf(Rank(x_)), (Values{3}));
  EXPECT_EQ(ValueOf(Size(x_)), Values());
  EXPECT_EQ(ValueOf(Size(Placeholder(graph_, kFloat, {2, 3}))), (Values{6}));
  EXPECT_EQ(ValueOf(ShapeOf(any_)), Values());
  EXPECT_EQ(ValueOf(ShapeN({x_, any_})[0]), (Values{kUnknown, 3, 5}));
  EXPECT_EQ(ShapeOf(any_).shape(), Shape({-1}));
  EXPECT_EQ(ShapeOf(x_).shape(), Shape({3}));
}

TEST_F(ShapeValueTest, ConstantsAreKnown) {
  EXPECT_EQ(ValueOf(Const(graph_, {1, 2})), (Values{1, 2}));
  EXPECT_EQ(ValueOf(Const(graph_, Tensor::Of<uint8_t>({1}, {200}))),
            (Values{200}));
  EXPECT_EQ(ValueOf(Const(graph_, {1.0, 2.0})), Values());
  EXPECT_EQ(ValueOf(Const(graph_, Tensor::Zeros(kInt32, {1025}).value())),
            Values());
}

TEST_F(ShapeValueTest, PartsAndJoinsOfShapesAreKnown) {
  const Output shape = ShapeOf(x_);
  EXPECT_EQ(ValueOf(StridedSlice(shape, {1}, {3}, {1})), (Values{3, 5}));
  EXPECT_EQ(
      ValueOf(StridedSlice(shape, {-1}, {0}, {1}, {.shrink_axis_mask = 1})),
      (Values{5}));
  EXPECT_EQ(ValueOf(StridedSlice(shape, {0}, {0}, {-1},
                                 {.begin_mask = 1, .end_mask = 1})),
            (Values{5, 3, kUnknown}));
  EXPECT_EQ(ValueOf(Slice(shape, {0}, {2})), (Values{kUnknown, 3}));
  EXPECT_EQ(ValueOf(Slice(shape, {1}, {-1})), (Values{3, 5}));
  EXPECT_EQ(ValueOf(Gather(shape, {2, 1})), (Values{5, 3}));
  EXPECT_EQ(ValueOf(Gather(shape, 2)), (Values{5}));
  EXPECT_EQ(ValueOf(Concat({shape, Input({7})}, 0)),
            (Values{kUnknown, 3, 5, 7}));
  EXPECT_EQ(ValueOf(Pack({Rank(x_), Size(x_), Input(4)})),
            (Values{3, kUnknown, 4}));
  EXPECT_EQ(ValueOf(Unpack(shape, 3)[1]), (Values{3}));
}

TEST_F(ShapeValueTest, ViewsPassValues) {
  const Output shape = ShapeOf(x_);
  EXPECT_EQ(ValueOf(Identity(shape)), (Values{kUnknown, 3, 5}));
  EXPECT_EQ(ValueOf(Reshape(shape, {3, 1})), (Values{kUnknown, 3, 5}));
  EXPECT_EQ(ValueOf(Squeeze(ExpandDims(shape, 0))), (Values{kUnknown, 3, 5}));
}

TEST_F(ShapeValueTest, FillsAndPermutationsAreKnown) {
  EXPECT_EQ(ValueOf(Fill(graph_, {2}, 7)), (Values{7, 7}));
  EXPECT_EQ(ValueOf(ZerosLike(ShapeOf(x_))), (Values{0, 0, 0}));
  EXPECT_EQ(ValueOf(OnesLike(ShapeOf(x_))), (Values{1, 1, 1}));
  EXPECT_EQ(ValueOf(InvertPermutation(Const(graph_, {2, 0, 1}))),
            (Values{1, 2, 0}));
}

TEST_F(ShapeValueTest, OffsetsAreKnownUpToTheFirstUnknownSize) {
  const Output a = Placeholder(graph_, kFloat, {2, 3});
  const Output b = Placeholder(graph_, kFloat, {2, -1});
  const Operation offsets =
      ConcatOffset(1, {ShapeOf(a), ShapeOf(b), ShapeOf(a)});
  EXPECT_EQ(ValueOf(offsets[0]), (Values{0, 0}));
  EXPECT_EQ(ValueOf(offsets[1]), (Values{0, 3}));
  EXPECT_EQ(ValueOf(offsets[2]), (Values{0, kUnknown}));
}

// What Keras' Flatten builds.
TEST_F(ShapeValueTest, ReshapeOfAPackedShapeIsKnown) {
  const Output batch =
      StridedSlice(ShapeOf(x_), {0}, {1}, {1}, {.shrink_axis_mask = 1});
  EXPECT_EQ(Reshape(x_, Pack({batch, Input(-1)})).shape(), Shape({-1, -1}));
  EXPECT_EQ(Reshape(x_, Pack({batch, Input(15)})).shape(), Shape({-1, 15}));
  const Output y = Placeholder(graph_, kFloat, {4, 3, 5});
  const Output size =
      StridedSlice(ShapeOf(y), {0}, {1}, {1}, {.shrink_axis_mask = 1});
  EXPECT_EQ(Reshape(y, Pack({size, Input(-1)})).shape(), Shape({4, 15}));
}

}  // namespace
}  // namespace thalweg
