// What the shape functions of the array ops know of partial shapes.
#include <gtest/gtest.h>

#include <vector>

#include "thalweg/ops/array/broadcast_to.h"
#include "thalweg/ops/array/concat.h"
#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/expand_dims.h"
#include "thalweg/ops/array/fill.h"
#include "thalweg/ops/array/gather.h"
#include "thalweg/ops/array/one_hot.h"
#include "thalweg/ops/array/pack.h"
#include "thalweg/ops/array/pad.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/reshape.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/ops/array/slice.h"
#include "thalweg/ops/array/strided_slice.h"
#include "thalweg/ops/array/tile.h"
#include "thalweg/ops/array/transpose.h"
#include "thalweg/tests/support/status_matchers.h"

namespace thalweg {
namespace {

class PartialShapeTest : public testing::Test {
 protected:
  ~PartialShapeTest() override { EXPECT_OK(graph_.status()); }

  Output Of(const Shape& shape) { return Placeholder(graph_, kFloat, shape); }
  // A vector of `size` integers of which nothing is known.
  Output Vector(int64_t size) { return Placeholder(graph_, kInt32, {size}); }
  Output Scalar() { return Placeholder(graph_, kInt32, {}); }

  Graph graph_;
  const Shape kNone = Shape::Unknown();
};

TEST_F(PartialShapeTest, Reshape) {
  EXPECT_EQ(Reshape(Of({-1, 4}), {2, -1}).shape(), Shape({2, -1}));
  EXPECT_EQ(Reshape(Of({3, 4}), {2, -1}).shape(), Shape({2, 6}));
  EXPECT_EQ(Reshape(Of(kNone), {2, 3}).shape(), Shape({2, 3}));
  EXPECT_EQ(Reshape(Of({3, 4}), Vector(2)).shape(), Shape({-1, -1}));
  EXPECT_EQ(Reshape(Of({3, 4}), Vector(1)).shape(), Shape({12}));
  EXPECT_EQ(Reshape(Of({3, 4}), Vector(-1)).shape(), kNone);
}

TEST_F(PartialShapeTest, ExpandDimsAndSqueeze) {
  EXPECT_EQ(ExpandDims(Of({-1, 4}), 1).shape(), Shape({-1, 1, 4}));
  EXPECT_EQ(ExpandDims(Of({-1, 4}), Scalar()).shape(), Shape({-1, -1, -1}));
  EXPECT_EQ(ExpandDims(Of(kNone), 1).shape(), kNone);
  EXPECT_EQ(Squeeze(Of({-1, 1})).shape(), kNone);
  EXPECT_EQ(Squeeze(Of({4, 1})).shape(), Shape({4}));
  EXPECT_EQ(Squeeze(Of({-1, -1, 3}), {.squeeze_dims = {0}}).shape(),
            Shape({-1, 3}));
}

TEST_F(PartialShapeTest, Transpose) {
  EXPECT_EQ(Transpose(Of({-1, 4, 5}), {2, 0, 1}).shape(), Shape({5, -1, 4}));
  EXPECT_EQ(Transpose(Of({-1, 4, 5}), Vector(3)).shape(), Shape({-1, -1, -1}));
  EXPECT_EQ(Transpose(Of(kNone), {1, 0}).shape(), Shape({-1, -1}));
  EXPECT_EQ(Transpose(Of({2, 3}), Vector(-1)).shape(), Shape({-1, -1}));
}

TEST_F(PartialShapeTest, Slice) {
  EXPECT_EQ(Slice(Of({-1, 4}), {0, 1}, {2, -1}).shape(), Shape({2, 3}));
  EXPECT_EQ(Slice(Of({-1, 4}), {1, 0}, {-1, 4}).shape(), Shape({-1, 4}));
  EXPECT_EQ(Slice(Of({5, 4}), Vector(2), {3, -1}).shape(), Shape({3, -1}));
  EXPECT_EQ(Slice(Of({5, 4}), Vector(-1), Vector(-1)).shape(), Shape({-1, -1}));
  EXPECT_EQ(Slice(Of(kNone), {0}, {3}).shape(), Shape({3}));
}

TEST_F(PartialShapeTest, StridedSlice) {
  const Output x = Of({-1, 4, 6});
  EXPECT_EQ(StridedSlice(x, {0, 1}, {2, 4}, {1, 2}).shape(), Shape({-1, 2, 6}));
  EXPECT_EQ(StridedSlice(x, {1}, {2}, {1}, {.shrink_axis_mask = 1}).shape(),
            Shape({4, 6}));
  EXPECT_EQ(
      StridedSlice(x, {0, 0}, {0, 1}, {1, 1}, {.ellipsis_mask = 1}).shape(),
      Shape({-1, 4, 1}));
  EXPECT_EQ(StridedSlice(x, {0, 0}, {0, 0}, {1, 1},
                         {.begin_mask = 3, .end_mask = 3, .new_axis_mask = 2})
                .shape(),
            Shape({-1, 1, 4, 6}));
  EXPECT_EQ(StridedSlice(x, Vector(2), {2, 4}, {1, 1}).shape(),
            Shape({-1, -1, 6}));
  EXPECT_EQ(StridedSlice(x, Vector(1), Vector(1), {1}, {.shrink_axis_mask = 1})
                .shape(),
            Shape({4, 6}));
  EXPECT_EQ(StridedSlice(x, Vector(-1), Vector(-1), Vector(-1)).shape(), kNone);
  EXPECT_EQ(StridedSlice(Of(kNone), {0}, {1}, {1}).shape(), kNone);
}

TEST_F(PartialShapeTest, Concat) {
  EXPECT_EQ(Concat({Of({-1, 3}), Of({2, -1})}, 0).shape(), Shape({-1, 3}));
  EXPECT_EQ(Concat({Of({4, 3}), Of({2, -1})}, 0).shape(), Shape({6, 3}));
  EXPECT_EQ(Concat({Of({4, 3}), Of({-1, 2})}, -1).shape(), Shape({4, 5}));
  EXPECT_EQ(Concat({Of({4, 3}), Of(kNone)}, 0).shape(), Shape({-1, 3}));
  EXPECT_EQ(Concat({Of({4, 3}), Of({4, 3})}, Scalar()).shape(),
            Shape({-1, -1}));
  EXPECT_EQ(Concat({Of(kNone), Of(kNone)}, 0).shape(), kNone);
}

TEST_F(PartialShapeTest, PackAndUnpack) {
  EXPECT_EQ(Pack({Of({-1, 3}), Of({2, -1})}, {.axis = -1}).shape(),
            Shape({2, 3, 2}));
  EXPECT_EQ(Pack({Of(kNone), Of({2})}).shape(), Shape({2, 2}));
  EXPECT_EQ(Pack({Of(kNone), Of(kNone)}).shape(), kNone);
  EXPECT_EQ(Unpack(Of({-1, 3}), 3, {.axis = 1})[2].shape(), Shape({-1}));
  EXPECT_EQ(Unpack(Of(kNone), 3)[0].shape(), kNone);
}

TEST_F(PartialShapeTest, FillAndBroadcastTo) {
  EXPECT_EQ(Fill(graph_, {2, 3}, 1.0).shape(), Shape({2, 3}));
  EXPECT_EQ(Fill(graph_, Vector(2), 1.0).shape(), Shape({-1, -1}));
  EXPECT_EQ(Fill(graph_, ShapeOf(Of({-1, 3})), 1.0).shape(), Shape({-1, 3}));
  EXPECT_EQ(BroadcastTo(Of({-1}), {2, 3}).shape(), Shape({2, 3}));
  EXPECT_EQ(BroadcastTo(Of({1, 3}), Vector(2)).shape(), Shape({-1, -1}));
}

TEST_F(PartialShapeTest, Tile) {
  EXPECT_EQ(Tile(Of({-1, 3}), {2, 2}).shape(), Shape({-1, 6}));
  EXPECT_EQ(Tile(Of({-1, 3}), Vector(2)).shape(), Shape({-1, -1}));
  EXPECT_EQ(Tile(Of({-1, 3}), Vector(-1)).shape(), Shape({-1, -1}));
  EXPECT_EQ(Tile(Of(kNone), {1, 2}).shape(), Shape({-1, -1}));
}

TEST_F(PartialShapeTest, Gather) {
  const Output indices = Placeholder(graph_, kInt32, {-1, 2});
  EXPECT_EQ(Gather(Of({7, 3}), indices).shape(), Shape({-1, 2, 3}));
  EXPECT_EQ(Gather(Of({7, 3}), indices, 1).shape(), Shape({7, -1, 2}));
  EXPECT_EQ(Gather(Of({7, 3}), indices, 1, {.batch_dims = 1}).shape(),
            Shape({7, 2}));
  EXPECT_EQ(Gather(Of({7, 3}), indices, Scalar()).shape(), Shape({-1, -1, -1}));
  EXPECT_EQ(Gather(Of(kNone), indices).shape(), kNone);
}

TEST_F(PartialShapeTest, OneHot) {
  const Output indices = Placeholder(graph_, kInt32, {-1, 2});
  EXPECT_EQ(OneHot(indices, 5, 1.0, 0.0).shape(), Shape({-1, 2, 5}));
  EXPECT_EQ(OneHot(indices, 5, 1.0, 0.0, {.axis = 1}).shape(),
            Shape({-1, 5, 2}));
  EXPECT_EQ(OneHot(indices, Scalar(), 1.0, 0.0).shape(), Shape({-1, 2, -1}));
}

TEST_F(PartialShapeTest, Pad) {
  const Output paddings =
      Const(graph_, Tensor::Of<int32_t>({2, 2}, {1, 0, 2, 3}));
  EXPECT_EQ(Pad(Of({-1, 4}), paddings).shape(), Shape({-1, 9}));
  EXPECT_EQ(Pad(Of(kNone), paddings).shape(), Shape({-1, -1}));
  const Output unknown = Placeholder(graph_, kInt32);
  EXPECT_EQ(Pad(Of({-1, 4}), unknown).shape(), Shape({-1, -1}));
  EXPECT_EQ(Pad(Of(kNone), unknown).shape(), kNone);
}

TEST_F(PartialShapeTest, PlaceholderWithDefaultHasItsOwnShape) {
  EXPECT_EQ(PlaceholderWithDefault(Of({2, 3}), {-1, 3}).shape(),
            Shape({-1, 3}));
}

TEST(PlaceholderWithDefaultTest, RefusesADefaultOfAnotherShape) {
  Graph graph;
  PlaceholderWithDefault(Placeholder(graph, kFloat, {2}), {3});
  EXPECT_THAT(graph.status(), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(ConstTest, RefusesAnOutput) {
  Graph graph;
  Const(graph, Placeholder(graph, kFloat));
  EXPECT_THAT(graph.status(),
              StatusIs(absl::StatusCode::kInvalidArgument, "literal"));
}

TEST(ConstTest, TakesInt64ForLargeNumbers) {
  Graph graph;
  EXPECT_EQ(Const(graph, int64_t{1} << 40).dtype(), kInt64);
  EXPECT_EQ(Const(graph, {1, 2}).dtype(), kInt32);
  EXPECT_EQ(Const(graph, {1.5, 2.0}).dtype(), kFloat);
}

}  // namespace
}  // namespace thalweg
