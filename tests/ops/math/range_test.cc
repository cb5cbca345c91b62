#include "thalweg/ops/math/range.h"

#include <limits>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/shape_of.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;

TEST(RangeTest, StopsBeforeTheLimit) {
  Graph graph;
  ExpectEqual(Evaluate(Range(graph, 1, 5, 2)), Tensor::Vector<int32_t>({1, 3}));
  ExpectEqual(Evaluate(Range(graph, 5, 1, -2)),
              Tensor::Vector<int32_t>({5, 3}));
  ExpectEqual(Evaluate(Range(graph, 2, 2, 1)), Tensor::Vector<int32_t>({}));
  ExpectClose(Evaluate(Range(graph, 0.0, 0.5, 0.2)),
              MakeTensor(kFloat, {3}, {0, 0.2, 0.4}));
}

TEST(RangeTest, RealElementsAreNoRunningSum) {
  Graph graph;
  ASSERT_OK_AND_ASSIGN(
      const Tensor range,
      Evaluate(Range(graph, Tensor::Scalar(0.1f), Tensor::Scalar(2000.0f),
                     Tensor::Scalar(0.1f))));
  for (int64_t i = 0; i < range.num_elements(); ++i) {
    ASSERT_EQ(range.data<float>()[i], 0.1f + static_cast<float>(i) * 0.1f);
  }
}

TEST(RangeTest, RunsForEveryDtypeOnValuesKnownLate) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt32, kInt64}) {
    Graph graph;
    const Output start = Placeholder(graph, dtype);
    const Output limit = Placeholder(graph, dtype);
    const Output delta = Placeholder(graph, dtype);
    const Output y = Range(graph, start, limit, delta);
    EXPECT_EQ(y.shape(), (Shape{-1}));
    auto run = [&](const Tensor& first, double last, double step) {
      return Evaluate(y, {{start, first},
                          {limit, MakeTensor(dtype, {}, {last})},
                          {delta, MakeTensor(dtype, {}, {step})}});
    };
    const Tensor three = MakeTensor(dtype, {}, {3});
    ExpectEqual(run(three, 9, 2), MakeTensor(dtype, {3}, {3, 5, 7}));
    ExpectEqual(run(three, -1, -2), MakeTensor(dtype, {2}, {3, 1}));
    EXPECT_THAT(run(three, 9, 0),
                StatusIs(kInvalidArgument, "Requires delta != 0"));
    EXPECT_THAT(run(three, 1, 1),
                StatusIs(kInvalidArgument,
                         "Requires start <= limit when delta > 0: 3/1"));
    EXPECT_THAT(run(three, 4, -1),
                StatusIs(kInvalidArgument,
                         "Requires start >= limit when delta < 0: 3/4"));
    EXPECT_THAT(run(MakeTensor(dtype, {2}, {3, 3}), 4, 1),
                StatusIs(kInvalidArgument, "start must be a scalar"));
  }
}

TEST(RangeTest, AVectorOfOneElementCountsAsAScalar) {
  Graph graph;
  ExpectEqual(Evaluate(Range(graph, Tensor::Vector<int32_t>({0}), 3, 2)),
              Tensor::Vector<int32_t>({0, 2}));
}

TEST(RangeTest, SizesNearTheEndOfInt64AreExactOrRefused) {
  EXPECT_EQ(RangeSize(kMax - 3, kMax, int64_t{2}).value(), 2);
  EXPECT_EQ(RangeSize(int64_t{0}, kMax, int64_t{1}).value(), kMax);
  EXPECT_EQ(RangeSize(kMin, kMax, kMax).value(), 3);
  EXPECT_EQ(RangeSize(kMax, kMin, kMin).value(), 2);
  EXPECT_THAT(RangeSize(kMin, kMax, int64_t{1}),
              StatusIs(kInvalidArgument, "Requires ((limit - start) / delta)"));
  EXPECT_THAT(RangeSize(0.0, 1e30, 1.0), StatusIs(kInvalidArgument, "delta"));
  EXPECT_THAT(RangeSize(0.0, 1e300, 1e-300),
              StatusIs(kInvalidArgument, "delta"));
  EXPECT_THAT(RangeSize(0.0, std::numeric_limits<double>::infinity(), 1.0),
              StatusIs(kInvalidArgument, "finite"));
  EXPECT_THAT(RangeSize(0.0, 1.0, std::numeric_limits<double>::quiet_NaN()),
              StatusIs(kInvalidArgument, "finite"));
}

TEST(RangeTest, ARangeTooLongForMemoryIsRefused) {
  Graph graph;
  const Output limit = Placeholder(graph, kInt64, {});
  const Output y = Range(graph, Tensor::Scalar<int64_t>(0), limit,
                         Tensor::Scalar<int64_t>(1));
  EXPECT_THAT(Evaluate(y, {{limit, Tensor::Scalar(kMax)}}),
              StatusIs(kInvalidArgument));
  EXPECT_THAT(Evaluate(y, {{limit, Tensor::Scalar(kMax / 16)}}),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST(RangeTest, ShapeAndValueAreKnownWhileBuilding) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {2, 3, 4});
  const Output range = Range(graph, 0, Rank(x), 1);
  EXPECT_EQ(range.shape(), (Shape{3}));
  EXPECT_EQ(range.node()->output_value(0)->elements,
            (std::vector<int64_t>{0, 1, 2}));
  EXPECT_EQ(Range(graph, 0.0, 1.0, 0.25).shape(), (Shape{4}));
}

TEST(RangeTest, BadConstantsAreRefusedWhileBuilding) {
  Graph graph;
  Range(graph, 0, 3, 0);
  EXPECT_THAT(graph.status(),
              StatusIs(kInvalidArgument, "Requires delta != 0"));
  Graph vectors;
  Range(vectors, {0, 1}, 3, 1);
  EXPECT_THAT(
      vectors.status(),
      StatusIs(kInvalidArgument, "start must be a scalar, not shape [2]"));
}

}  // namespace
}  // namespace thalweg
