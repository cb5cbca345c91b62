#include "thalweg/ops/array/space_to_batch.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output ToBatchOf(const Graph&, const std::vector<Output>& inputs) {
  return SpaceToBatchND(inputs[0], inputs[1], inputs[2]);
}

Output ToSpaceOf(const Graph&, const std::vector<Output>& inputs) {
  return BatchToSpaceND(inputs[0], inputs[1], inputs[2]);
}

GraphFunction ImagesToBatch(int64_t block_size) {
  return [=](const Graph&, const std::vector<Output>& inputs) -> Output {
    return SpaceToBatch(inputs[0], inputs[1], {.block_size = block_size});
  };
}

GraphFunction ImagesToSpace(int64_t block_size) {
  return [=](const Graph&, const std::vector<Output>& inputs) -> Output {
    return BatchToSpace(inputs[0], inputs[1], {.block_size = block_size});
  };
}

using Numbers = std::vector<int32_t>;

Tensor Matrix(const Numbers& numbers) {
  return Tensor::Of<int32_t>({static_cast<int64_t>(numbers.size() / 2), 2},
                             numbers);
}

// The position in space (maybe in a margin) of a position in the batch.
Position InSpace(const Position& at, const Numbers& block,
                 const Numbers& margins, int64_t batch) {
  Position space = at;
  int64_t offset = at[0] / batch;
  space[0] = at[0] % batch;
  for (int i = static_cast<int>(block.size()) - 1; i >= 0; --i) {
    space[i + 1] = at[i + 1] * block[i] + offset % block[i] - margins[2 * i];
    offset /= block[i];
  }
  return space;
}

// Both directions: `margins` are paddings there, crops back.
void ExpectBlocks(DType dtype, const Shape& space, const Numbers& block,
                  const Numbers& margins) {
  const Tensor input = Counting(dtype, space);
  Shape batch = space;
  for (size_t i = 0; i < block.size(); ++i) {
    const int dim = static_cast<int>(i) + 1;
    batch.set_dim(0, batch.dim(0) * block[i]);
    batch.set_dim(
        dim, (space.dim(dim) + margins[2 * i] + margins[2 * i + 1]) / block[i]);
  }
  const auto source = [&](const Position& to) -> std::optional<Position> {
    const Position from = InSpace(to, block, margins, space.dim(0));
    for (int i = 0; i < space.rank(); ++i) {
      if (from[i] < 0 || from[i] >= space.dim(i)) return std::nullopt;
    }
    return from;
  };
  const Tensor spread = FromPositions(input, batch, source);
  const Tensor block_shape = Tensor::Vector<int32_t>(block);
  ExpectEveryWay(ToBatchOf, {input, block_shape, Matrix(margins)}, spread);
  ExpectEveryWay(ToSpaceOf, {spread, block_shape, Matrix(margins)}, input);
}

TEST(SpaceToBatchKernelTest, SpreadsBlocksAndCollectsThem) {
  ExpectBlocks(kFloat, {1, 2, 2, 1}, {2, 2}, {0, 0, 0, 0});
  ExpectBlocks(kFloat, {2, 6, 4, 3}, {3, 2}, {0, 0, 0, 0});
  ExpectBlocks(kFloat, {2, 4}, {2}, {0, 0});
  ExpectBlocks(kFloat, {3, 4, 6, 5}, {2, 3, 5}, {0, 0, 0, 0, 0, 0});
  ExpectBlocks(kFloat, {2, 3, 4}, {1, 1}, {0, 0, 0, 0});
  ExpectBlocks(kFloat, {2, 3, 4}, {}, {});
  ExpectBlocks(kFloat, {40, 32, 30, 8}, {2, 3}, {0, 0, 0, 0});
}

TEST(SpaceToBatchKernelTest, PadsAndCrops) {
  for (int before = 0; before < 7; ++before) {
    ExpectBlocks(kFloat, {2, 5, 2}, {3}, {before, (16 - before) % 3 + 3});
  }
  ExpectBlocks(kFloat, {2, 3, 5, 2}, {2, 4}, {1, 0, 2, 1});
  ExpectBlocks(kFloat, {1, 1, 1}, {5, 4}, {2, 2, 3, 0});
  ExpectBlocks(kFloat, {2, 0, 3}, {2}, {1, 1});
  ExpectBlocks(kFloat, {0, 2, 3}, {2}, {1, 1});
}

TEST(SpaceToBatchKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kInt8, kHalf, kFloat, kDouble}) {
    ExpectBlocks(dtype, {2, 3, 2}, {2}, {1, 0});
  }
}

TEST(SpaceToBatchKernelTest, TakesImages) {
  const Tensor image = Counting(kFloat, {1, 2, 2, 1});
  const Tensor none = Matrix({0, 0, 0, 0});
  const Tensor pixels = image.Reshaped({4, 1, 1, 1});
  ExpectEveryWay(ImagesToBatch(2), {image, none}, pixels);
  ExpectEveryWay(ImagesToSpace(2), {pixels, none}, image);
}

TEST(SpaceToBatchKernelTest, RefusesBadArguments) {
  const auto refuse = [](const Shape& shape, Tensor block, Tensor paddings,
                         const char* text) {
    ExpectRefusedEveryWay(ToBatchOf, {Counting(kFloat, shape), block, paddings},
                          text);
  };
  const Tensor two = Tensor::Of<int32_t>({1}, {2});
  const Tensor none = Matrix({0, 0});
  refuse({1, 3}, two, none,
         "padded_shape[0]=3 is not divisible by block_shape[0]=2");
  refuse({1, 2}, Tensor::Of<int32_t>({1}, {-1879048192}), none,
         "All values in block_shape must be positive, got value, -1879048192 "
         "at index 0.");
  refuse({1, 2}, Tensor::Of<int32_t>({1}, {0}), none, "must be positive");
  refuse({1, 2}, two, Matrix({-1, 1}), "paddings must be non-negative");
  refuse({1, 2}, Tensor::Scalar<int32_t>(2), none,
         "block_shape rank should be 1 instead of 0");
  refuse({1, 2}, two, Matrix({0, 0, 0, 0}), "should have shape");
  refuse({1, 2}, two, Tensor::Of<int32_t>({2}, {0, 0}), "should have shape");
  refuse({2}, two, none, "input rank should be >= 2 instead of 1");
  const int32_t large = INT32_MAX;
  refuse({1, 1, 1, 5}, Tensor::Of<int32_t>({2}, {large, large}),
         Matrix({0, large - 1, 0, large - 1}), "");
  refuse({1, 1}, Tensor::Of<int64_t>({1}, {INT64_MAX}),
         Tensor::Of<int64_t>({1, 2}, {INT64_MAX, INT64_MAX}), "too large");
}

TEST(BatchToSpaceKernelTest, RefusesBadArguments) {
  const auto refuse = [](const Shape& shape, Tensor block, Tensor crops,
                         const char* text) {
    ExpectRefusedEveryWay(ToSpaceOf, {Counting(kFloat, shape), block, crops},
                          text);
  };
  const Tensor two = Tensor::Of<int32_t>({1}, {2});
  refuse({3, 2}, two, Matrix({0, 0}),
         "Input batch dimension (3) is not divisible by product of block sizes "
         "(2)");
  refuse({2, 1, 1}, two, Matrix({2, 1}),
         "cropped_shape[0] must be non-negative");
  refuse({2, 1}, two, Matrix({0, -1}), "crops must be non-negative");
  refuse({2, 1}, two, Tensor::Of<int64_t>({1, 2}, {INT64_MAX, INT64_MAX}), "");
  refuse({2, 1}, Tensor::Of<int32_t>({1}, {0}), Matrix({0, 0}), "positive");
  ExpectRefusedEveryWay(ImagesToSpace(2),
                        {Counting(kFloat, {4, 1, 1}), Matrix({0, 0, 0, 0})},
                        "Input rank should be: 4 instead of: 3");
  ExpectRefusedEveryWay(ImagesToBatch(2),
                        {Counting(kFloat, {1, 2, 2, 1}), Matrix({0, 0})}, "");
}

TEST(SpaceToBatchShapeTest, KnowsWhatPartialShapesShow) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 4, -1, 3});
  const Tensor pads = Matrix({1, 1, 0, 0});
  EXPECT_EQ(SpaceToBatchND(x, {2, 2}, pads).shape(), Shape({-1, 3, -1, 3}));
  EXPECT_EQ(BatchToSpaceND(x, {2, 2}, pads).shape(), Shape({-1, 6, -1, 3}));
  EXPECT_EQ(SpaceToBatch(x, pads, {2}).shape(), Shape({-1, 3, -1, 3}));
  const Output any = Placeholder(graph, kInt32, {2});
  EXPECT_EQ(SpaceToBatchND(x, any, pads).shape(), Shape({-1, -1, -1, 3}));
  const Output none = Placeholder(graph, kInt32, Shape::Unknown());
  EXPECT_EQ(SpaceToBatchND(x, none, none).shape(), Shape({-1, -1, -1, -1}));
  const Output unknown = Placeholder(graph, kFloat, Shape::Unknown());
  EXPECT_EQ(SpaceToBatchND(unknown, {2}, Matrix({0, 0})).shape(),
            Shape::Unknown());
  EXPECT_EQ(BatchToSpace(unknown, none, {2}).shape(), Shape::OfRank(4));
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
