#include "thalweg/graph/flops.h"

#include <gtest/gtest.h>

#include <vector>

namespace thalweg {
namespace {

double Flops(const char* op, const std::vector<Shape>& inputs,
             const Shape& output) {
  const OpSchema* schema = OpRegistry::Find(op);
  EXPECT_NE(schema, nullptr) << op;
  return schema == nullptr ? -1 : CountFlops(*schema, inputs, {output});
}

// 2 * rows * inner * columns.
TEST(FlopsTest, AProductCountsEachMultiplicationAndSum) {
  EXPECT_EQ(Flops("MatMul", {{2, 3}, {3, 4}}, {2, 4}), 48);
  EXPECT_EQ(Flops("MatMul", {{3, 2}, {4, 3}}, {2, 4}), 48);
  EXPECT_EQ(Flops("_FusedMatMul", {{2, 3}, {3, 4}, {4}}, {2, 4}), 48);
  for (const char* op : {"BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"}) {
    EXPECT_EQ(Flops(op, {{5, 2, 3}, {5, 3, 4}}, {5, 2, 4}), 240) << op;
  }
  EXPECT_EQ(Flops("BatchMatMulV2", {{2, 3}, {5, 3, 4}}, {5, 2, 4}), 240);
  EXPECT_EQ(Flops("MatMul", {{0, 3}, {3, 4}}, {0, 4}), 0);
}

// 2 * elements of the result * cells that each sees: 3 * 3 * 2.
TEST(FlopsTest, AConvolutionAndItsGradientsCostTheSame) {
  const Shape images = {1, 5, 5, 2}, filter = {3, 3, 2, 4};
  const Shape result = {1, 3, 3, 4}, sizes = {4};
  EXPECT_EQ(Flops("Conv2D", {images, filter}, result), 2 * 36 * 18);
  EXPECT_EQ(Flops("_FusedConv2D", {images, filter, {4}}, result), 2 * 36 * 18);
  EXPECT_EQ(Flops("Conv2DBackpropInput", {sizes, filter, result}, images),
            2 * 36 * 18);
  EXPECT_EQ(Flops("Conv2DBackpropFilter", {images, sizes, result}, filter),
            2 * 36 * 18);
  EXPECT_EQ(
      Flops("Conv3D", {{1, 1, 5, 5, 2}, {1, 3, 3, 2, 4}}, {1, 1, 3, 3, 4}),
      2 * 36 * 18);
}

TEST(FlopsTest, ADepthwiseConvolutionSeesOneDepth) {
  const Shape images = {1, 5, 5, 2}, filter = {3, 3, 2, 2};
  const Shape result = {1, 3, 3, 4}, sizes = {4};
  EXPECT_EQ(Flops("DepthwiseConv2dNative", {images, filter}, result),
            2 * 36 * 9);
  EXPECT_EQ(Flops("DepthwiseConv2dNativeBackpropInput", {sizes, filter, result},
                  images),
            2 * 36 * 9);
  EXPECT_EQ(Flops("DepthwiseConv2dNativeBackpropFilter",
                  {images, sizes, result}, filter),
            2 * 36 * 9);
}

TEST(FlopsTest, AnElementwiseOpCountsItsElements) {
  EXPECT_EQ(Flops("AddV2", {{2, 1}, {3}}, {2, 3}), 6);
  EXPECT_EQ(Flops("Relu", {{2, 3}}, {2, 3}), 6);
}

TEST(FlopsTest, NothingIsKnownOfOtherOpsAndUnknownShapes) {
  EXPECT_EQ(Flops("Reshape", {{2, 3}, {1}}, {6}), 0);
  EXPECT_EQ(Flops("MatMul", {{-1, 3}, {3, 4}}, {2, 4}), 0);
  EXPECT_EQ(Flops("Relu", {Shape::Unknown()}, Shape::Unknown()), 0);
}

}  // namespace
}  // namespace thalweg
