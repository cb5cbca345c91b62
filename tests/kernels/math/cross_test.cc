#include "thalweg/ops/math/cross.h"

#include <gtest/gtest.h>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output CrossOf(const Graph&, const std::vector<Output>& in) {
  return Cross(in[0], in[1]);
}

TEST(CrossTest, StandsUprightOnBothVectorsForEveryType) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16, kInt8, kInt16, kInt32,
                      kInt64, kUint8, kUint16, kUint32, kUint64}) {
    SCOPED_TRACE(DTypeName(dtype).data());
    const Tensor a = MakeTensor(dtype, {2, 3}, {0, 1, 0, 0, 5, 2});
    const Tensor b = MakeTensor(dtype, {2, 3}, {0, 0, 1, 0, 1, 3});
    ExpectEveryWay(CrossOf, {a, b},
                   MakeTensor(dtype, {2, 3}, {1, 0, 0, 13, 0, 0}));
  }
}

TEST(CrossTest, WrapsUnsignedNumbersAround) {
  ExpectEveryWay(CrossOf,
                 {MakeTensor(kUint16, {3}, {0, 0, 65535}),
                  MakeTensor(kUint16, {3}, {0, 65535, 0})},
                 MakeTensor(kUint16, {3}, {65535, 0, 0}));
}

TEST(CrossTest, TakesNoVectors) {
  const Tensor none = MakeTensor(kFloat, {0, 3}, {});
  ExpectEveryWay(CrossOf, {none, none}, none);
}

TEST(CrossTest, RefusesWhatIsNotInSpace) {
  const Tensor pair = MakeTensor(kFloat, {2, 2}, {1, 2, 3, 4});
  const Tensor vector = MakeTensor(kFloat, {3}, {1, 2, 3});
  ExpectRefusedEveryWay(
      CrossOf, {pair, pair},
      "Cross-products are only defined for 3-element vectors");
  ExpectRefusedEveryWay(CrossOf,
                        {vector, MakeTensor(kFloat, {1, 3}, {1, 2, 3})},
                        "Both inputs must be of same shape");
  const Tensor one = MakeTensor(kFloat, {}, {1});
  ExpectRefusedEveryWay(CrossOf, {one, one}, "Input must be at least 1D");
}

TEST(CrossTest, KnowsItsLastDimension) {
  Graph graph;
  const Output a = Placeholder(graph, kFloat, {-1, -1});
  EXPECT_EQ(Cross(a, Placeholder(graph, kFloat, {4, -1})).shape(),
            Shape({4, 3}));
  EXPECT_OK(graph.status());
}

TEST(CrossTest, HasCrossProductsForGradients) {
  CheckGradients(
      CrossOf,
      {Uniform(kDouble, {2, 3}, -1, 1, 1), Uniform(kDouble, {2, 3}, -1, 1, 2)},
      {.second_order = true});
}

}  // namespace
}  // namespace thalweg
