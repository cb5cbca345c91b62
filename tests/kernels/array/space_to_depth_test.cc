#include "thalweg/ops/array/space_to_depth.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction ToDepth(SpaceToDepthAttrs attrs) {
  return [=](const Graph&, const std::vector<Output>& inputs) -> Output {
    return SpaceToDepth(inputs[0], attrs);
  };
}

GraphFunction ToSpace(SpaceToDepthAttrs attrs) {
  return [=](const Graph&, const std::vector<Output>& inputs) -> Output {
    return DepthToSpace(inputs[0], attrs);
  };
}

// Both directions.
void ExpectBlocks(DType dtype, const Shape& space, int64_t block) {
  const Tensor input = Counting(dtype, space);
  const int64_t depth = space.dim(3);
  const Shape deep = {space.dim(0), space.dim(1) / block, space.dim(2) / block,
                      depth * block * block};
  const auto source = [&](const Position& to) {
    const int64_t pixel = to[3] / depth;
    return Position{to[0], to[1] * block + pixel / block,
                    to[2] * block + pixel % block, to[3] % depth};
  };
  const Tensor output = FromPositions(input, deep, source);
  ExpectEveryWay(ToDepth({.block_size = block}), {input}, output);
  ExpectEveryWay(ToSpace({.block_size = block}), {output}, input);
}

TEST(SpaceToDepthKernelTest, MakesBlocksChannelsAndBack) {
  ExpectBlocks(kFloat, {1, 2, 2, 1}, 2);
  ExpectBlocks(kFloat, {2, 4, 6, 3}, 2);
  ExpectBlocks(kFloat, {3, 6, 3, 2}, 3);
  ExpectBlocks(kFloat, {0, 2, 2, 1}, 2);
  ExpectBlocks(kFloat, {2, 0, 2, 1}, 2);
  ExpectBlocks(kFloat, {2, 2, 2, 0}, 2);
  ExpectBlocks(kFloat, {20, 64, 62, 3}, 2);
}

TEST(SpaceToDepthKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectBlocks(dtype, {2, 4, 2, 3}, 2);
  }
}

TEST(SpaceToDepthKernelTest, RefusesWhatItDoesNotDivide) {
  ExpectRefusedEveryWay(ToDepth({.block_size = 10}),
                        {Counting(kFloat, {1, 2, 2, 1})},
                        "Image width 2 and height 2 should be divisible by "
                        "block_size: 10");
  ExpectRefusedEveryWay(ToSpace({.block_size = 2}),
                        {Counting(kFloat, {1, 2, 2, 3})},
                        "Input depth dimension 3 should be divisible by: 4");
  ExpectRefusedEveryWay(ToDepth({.block_size = 2}),
                        {Counting(kFloat, {2, 2, 1})},
                        "Input rank should be: 4 instead of: 3");
  ExpectRefusedEveryWay(ToDepth({.block_size = INT64_MAX}),
                        {Counting(kFloat, {1, 0, 0, 1})}, "its square");
}

TEST(SpaceToDepthKernelTest, RefusesOtherFormatsOnTheCpu) {
  ExpectRefusedEveryWay(ToDepth({.block_size = 2, .data_format = "NCHW"}),
                        {Counting(kFloat, {1, 1, 2, 2})},
                        "Only NHWC data_format supported on CPU. Got NCHW");
}

TEST(SpaceToDepthShapeTest, KnowsWhatPartialShapesShow) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 4, -1, 8});
  EXPECT_EQ(SpaceToDepth(x, {2}).shape(), Shape({-1, 2, -1, 32}));
  EXPECT_EQ(DepthToSpace(x, {2}).shape(), Shape({-1, 8, -1, 2}));
  EXPECT_EQ(SpaceToDepth(x, {2, "NCHW"}).shape(), Shape({-1, 16, -1, 4}));
  EXPECT_EQ(DepthToSpace(x, {2, "NCHW"}).shape(), Shape({-1, 1, -1, 16}));
  const Output unknown = Placeholder(graph, kFloat, Shape::Unknown());
  EXPECT_EQ(DepthToSpace(unknown, {2}).shape(), Shape::OfRank(4));
  EXPECT_EQ(DepthToSpace(unknown, {2, "NCHW_VECT_C"}).shape(),
            Shape::OfRank(5));
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
