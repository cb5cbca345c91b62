#include "thalweg/ops/math/lin_space.h"

#include <gtest/gtest.h>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output Space(const Graph& graph, const std::vector<Output>& in) {
  return LinSpace(graph, in[0], in[1], in[2]);
}

Tensor Count(int32_t num) { return Tensor::Scalar(num); }

TEST(LinSpaceTest, GoesFromStartToStopAtEqualDistances) {
  for (DType dtype : {kFloat, kDouble}) {
    const Tensor start = MakeTensor(dtype, {}, {10});
    const Tensor stop = MakeTensor(dtype, {}, {12});
    ExpectEveryWay(Space, {start, stop, Count(5)},
                   MakeTensor(dtype, {5}, {10, 10.5, 11, 11.5, 12}));
    ExpectEveryWay(Space, {stop, start, Tensor::Scalar<int64_t>(3)},
                   MakeTensor(dtype, {3}, {12, 11, 10}));
    ExpectEveryWay(Space, {start, stop, Count(1)},
                   MakeTensor(dtype, {1}, {10}));
  }
}

TEST(LinSpaceTest, EndsExactlyAtStop) {
  Graph graph;
  ASSERT_OK_AND_ASSIGN(const Tensor space,
                       Evaluate(LinSpace(graph, 0.1, 0.7, 100000)));
  EXPECT_EQ(space.data<float>()[99999], 0.7f);
  EXPECT_NEAR(space.data<float>()[50000], 0.4f, 1e-5f);
}

TEST(LinSpaceTest, RefusesBadArguments) {
  const Tensor one = Tensor::Scalar(1.0f);
  for (int num : {0, -1}) {
    ExpectRefusedEveryWay(Space, {one, one, Count(num)}, "Requires num > 0");
  }
  const Tensor vector = Tensor::Of<float>({2}, {1, 2});
  ExpectRefusedEveryWay(Space, {vector, one, Count(3)},
                        "start must be a scalar");
  ExpectRefusedEveryWay(Space, {one, vector, Count(3)},
                        "stop must be a scalar");
  ExpectRefusedEveryWay(Space, {one, one, Tensor::Of<int32_t>({1}, {3})},
                        "num must be a scalar");
}

TEST(LinSpaceTest, RefusesMoreThanMemoryHolds) {
  Graph graph;
  const Output num = Placeholder(graph, kInt64, Shape());
  EXPECT_THAT(Evaluate(LinSpace(graph, 0.0, 1.0, num),
                       {{num, Tensor::Scalar<int64_t>(INT64_MAX / 8)}}),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST(LinSpaceTest, KnowsItsLengthWhereNumIsConstant) {
  Graph graph;
  EXPECT_EQ(LinSpace(graph, 0, 1, 7).shape(), Shape({7}));
  EXPECT_EQ(LinSpace(graph, 0.0, 1.0, Placeholder(graph, kInt32)).shape(),
            Shape({-1}));
}

}  // namespace
}  // namespace thalweg
