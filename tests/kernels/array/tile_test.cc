#include "thalweg/ops/array/tile.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/ops/array/broadcast_to.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output TileOf(const Graph&, const std::vector<Output>& inputs) {
  return Tile(inputs[0], inputs[1]);
}

void ExpectTiles(DType dtype, const Shape& shape,
                 const std::vector<int32_t>& multiples) {
  const Tensor input = Counting(dtype, shape);
  Shape tiled = shape;
  for (int i = 0; i < shape.rank(); ++i) {
    tiled.set_dim(i, shape.dim(i) * multiples[i]);
  }
  ExpectEveryWay(TileOf, {input, Tensor::Vector<int32_t>(multiples)},
                 FromPositions(input, tiled, [&](const Position& to) {
                   Position from = to;
                   for (int i = 0; i < shape.rank(); ++i) {
                     from[i] %= shape.dim(i);
                   }
                   return from;
                 }));
}

TEST(TileKernelTest, RepeatsEveryAxis) {
  ExpectTiles(kFloat, {2, 3}, {1, 1});
  ExpectTiles(kFloat, {2, 3}, {3, 1});
  ExpectTiles(kFloat, {2, 3}, {1, 4});
  ExpectTiles(kFloat, {2, 3}, {3, 4});
  ExpectTiles(kFloat, {2, 1, 3}, {2, 5, 2});
  ExpectTiles(kFloat, {5, 1}, {1, 40});
  ExpectTiles(kFloat, {}, {});
}

TEST(TileKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectTiles(dtype, {2, 3}, {2, 2});
  }
}

TEST(TileKernelTest, GivesEmptyTensors) {
  ExpectTiles(kFloat, {2, 3}, {0, 2});
  ExpectTiles(kFloat, {0, 3}, {2, 2});
}

TEST(TileKernelTest, RefusesBadMultiples) {
  const auto refuse = [](const Shape& shape, Tensor multiples,
                         const char* text) {
    ExpectRefusedEveryWay(TileOf, {Counting(kFloat, shape), multiples}, text);
  };
  refuse({2}, Tensor::Of<int32_t>({1}, {-1}),
         "Expected multiples[0] >= 0, but got -1");
  refuse({2}, Tensor::Of<int32_t>({2}, {1, 1}),
         "Expected multiples argument to be a vector of length 1 but got "
         "length 2");
  refuse({2}, Tensor::Of<int32_t>({1, 1}, {1}), "");
  refuse({1, 1, 1}, Tensor::Of<int64_t>({3}, {100000000, 100000000, 100000000}),
         "");
  refuse({4}, Tensor::Of<int64_t>({1}, {INT64_MAX}), "too large");
}

Output BroadcastOf(const Graph&, const std::vector<Output>& inputs) {
  return BroadcastTo(inputs[0], inputs[1]);
}

void ExpectBroadcasts(const Shape& shape, const std::vector<int32_t>& dims) {
  const Tensor input = Counting(kFloat, shape);
  const std::vector<int64_t> wide(dims.begin(), dims.end());
  const int missing = static_cast<int>(dims.size()) - shape.rank();
  ExpectEveryWay(BroadcastOf, {input, Tensor::Vector<int32_t>(dims)},
                 FromPositions(input, Shape(wide), [&](const Position& to) {
                   Position from(to.begin() + missing, to.end());
                   for (int i = 0; i < shape.rank(); ++i) {
                     if (shape.dim(i) == 1) from[i] = 0;
                   }
                   return from;
                 }));
}

TEST(BroadcastToKernelTest, RepeatsDimensionsOfOne) {
  ExpectBroadcasts({}, {2, 3});
  ExpectBroadcasts({3}, {2, 3});
  ExpectBroadcasts({2, 1}, {2, 3});
  ExpectBroadcasts({2, 1, 3}, {4, 2, 5, 3});
  ExpectBroadcasts({2, 3}, {2, 3});
  ExpectBroadcasts({1}, {0});
}

TEST(BroadcastToKernelTest, RefusesOtherShapes) {
  ExpectRefusedEveryWay(BroadcastOf,
                        {Counting(kFloat, {3}), Tensor::Of<int32_t>({1}, {2})},
                        "Incompatible shapes: [3] vs. [2]");
  ExpectRefusedEveryWay(
      BroadcastOf, {Counting(kFloat, {1, 3}), Tensor::Of<int32_t>({1}, {3})},
      "Incompatible shapes: [1,3] vs. [");
}

}  // namespace
}  // namespace thalweg
