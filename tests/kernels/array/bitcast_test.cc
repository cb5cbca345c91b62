#include "thalweg/ops/array/bitcast.h"

#include <gtest/gtest.h>

#include <bit>
#include <complex>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction To(DType dtype) {
  return [dtype](const Graph&, const std::vector<Output>& in) {
    return Bitcast(in[0], dtype);
  };
}

TEST(BitcastTest, KeepsTheShapeAmongElementsOfOneSize) {
  ExpectEveryWay(To(kInt32), {Tensor::Of<float>({2, 1}, {1.0f, -0.0f})},
                 Tensor::Of<int32_t>({2, 1}, {0x3f800000, INT32_MIN}));
  ExpectEveryWay(To(kUint8), {Tensor::Of<int8_t>({}, {-1})},
                 Tensor::Of<uint8_t>({}, {255}));
  ExpectEveryWay(To(kBfloat16), {Tensor::Of<uint16_t>({1}, {0x3f80})},
                 MakeTensor(kBfloat16, {1}, {1}));
}

TEST(BitcastTest, SplitsLargeElementsAlongANewLastDimension) {
  ExpectEveryWay(To(kUint8), {Tensor::Of<int32_t>({2}, {0x04030201, -1})},
                 Tensor::Of<uint8_t>({2, 4}, {1, 2, 3, 4, 255, 255, 255, 255}));
  ExpectEveryWay(To(kFloat), {Tensor::Of<std::complex<float>>({}, {{1, 2}})},
                 Tensor::Of<float>({2}, {1, 2}));
}

TEST(BitcastTest, JoinsSmallElementsOfTheLastDimension) {
  ExpectEveryWay(To(kUint16), {Tensor::Of<uint8_t>({2, 2}, {1, 2, 3, 4})},
                 Tensor::Of<uint16_t>({2}, {0x0201, 0x0403}));
  ExpectEveryWay(To(kDouble), {Tensor::Of<int32_t>({2}, {0, 0x3ff00000})},
                 Tensor::Scalar(1.0));
}

TEST(BitcastTest, TakesNoElements) {
  ExpectEveryWay(To(kUint8), {Tensor::Of<float>({0, 3}, {})},
                 Tensor::Of<uint8_t>({0, 3, 4}, {}));
  ExpectEveryWay(To(kDouble), {Tensor::Of<float>({0, 2}, {})},
                 Tensor::Of<double>({0}, {}));
}

TEST(BitcastTest, ReadsElementsThatLieAnywhere) {
  alignas(8) char bytes[12] = {0, 1, 0, 0, 0, 2, 0, 0, 0};
  const Tensor odd = Tensor::Borrow(kUint8, {2, 4}, bytes + 1, [] {});
  Graph graph;
  const Output x = Placeholder(graph, kUint8);
  ExpectEqual(Evaluate(Bitcast(x, kInt32), {{x, odd}}),
              Tensor::Of<int32_t>({2}, {1, 2}));
}

TEST(BitcastTest, RefusesALastDimensionThatMakesNoElement) {
  ExpectRefusedEveryWay(To(kInt32), {MakeTensor(kInt8, {3}, {1, 2, 3})},
                        "Cannot bitcast from int8 to int32");
  ExpectRefusedEveryWay(To(kInt32), {MakeTensor(kInt8, {}, {1})},
                        "Cannot bitcast from int8 to int32");
  ExpectRefusedEveryWay(To(kInt32), {MakeTensor(kInt8, {4, 0}, {})},
                        "Cannot bitcast from int8 to int32");
}

TEST(BitcastTest, FollowsPartialShapes) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, -1});
  EXPECT_EQ(Bitcast(x, kHalf).shape(), Shape({-1, -1, 2}));
  EXPECT_EQ(Bitcast(x, kDouble).shape(), Shape({-1}));
  EXPECT_EQ(Bitcast(Placeholder(graph, kFloat), kDouble).shape().rank(), -1);
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
