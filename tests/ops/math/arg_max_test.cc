#include "thalweg/ops/math/arg_max.h"

#include <cmath>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;

// By a loop over each column.
Tensor NaiveArgMax(const Tensor& x, int axis, double sign) {
  const auto elements = Elements(x);
  const Shape before = x.shape().Slice(0, axis);
  const Shape after = x.shape().Slice(axis + 1, x.rank());
  std::vector<double> results;
  for (int64_t o = 0; o < before.num_elements(); ++o) {
    for (int64_t i = 0; i < after.num_elements(); ++i) {
      int64_t best = 0;
      auto at = [&](int64_t k) {
        return sign * elements[(o * x.dim(axis) + k) * after.num_elements() + i]
                          .real();
      };
      for (int64_t k = 1; k < x.dim(axis); ++k) {
        if (at(k) > at(best)) best = k;
      }
      results.push_back(static_cast<double>(best));
    }
  }
  return MakeTensor(kInt64, before.Concat(after), results);
}

TEST(ArgMaxTest, AgreesWithALoopAlongEveryAxis) {
  for (const Shape& shape : {Shape({7}), Shape({3, 5}), Shape({2, 3, 4}),
                             Shape({3, 4, 300}), Shape({500, 40})}) {
    const Tensor x = Uniform(kFloat, shape, -5, 5);
    for (int axis = 0; axis < shape.rank(); ++axis) {
      Graph graph;
      const Output input = Const(graph, x);
      ExpectEqual(Evaluate(ArgMax(input, axis), {}, {.num_threads = 2}),
                  NaiveArgMax(x, axis, 1));
      ExpectEqual(Evaluate(ArgMin(input, axis - shape.rank())),
                  NaiveArgMax(x, axis, -1));
    }
  }
}

TEST(ArgMaxTest, RunsForEveryDtype) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt8, kUint8, kInt16,
                      kUint16, kInt32, kUint32, kInt64, kUint64}) {
    Graph graph;
    const Output x =
        Const(graph, MakeTensor(dtype, {2, 3}, {1, 3, 2, 0, 100, 100}));
    ExpectEqual(Evaluate(ArgMax(x, 1)), MakeTensor(kInt64, {2}, {1, 1}));
    ExpectEqual(Evaluate(ArgMin(x, 0)), MakeTensor(kInt64, {3}, {1, 0, 0}));
  }
  Graph graph;
  const Output x = Const(graph, MakeTensor(kBool, {3}, {0, 1, 1}));
  ExpectEqual(Evaluate(ArgMax(x, 0)), Tensor::Scalar<int64_t>(1));
}

TEST(ArgMaxTest, GivesTheIndexTypeAskedFor) {
  for (DType dtype : {kInt16, kUint16, kInt32, kInt64}) {
    Graph graph;
    const Output x = Const(graph, MakeTensor(kFloat, {2, 2}, {1, 2, 4, 3}));
    ExpectEqual(Evaluate(ArgMax(x, 1, {.output_type = dtype})),
                MakeTensor(dtype, {2}, {1, 0}));
  }
}

TEST(ArgMaxTest, NaNIsNeverTheLargest) {
  Graph graph;
  auto of = [&](std::vector<double> values) {
    const Shape shape = {static_cast<int64_t>(values.size())};
    const Output x = Const(graph, MakeTensor(kFloat, shape, values));
    return Evaluate(ArgMax(x, 0)).value().scalar<int64_t>();
  };
  EXPECT_EQ(of({1, NAN, 3}), 2);
  EXPECT_EQ(of({NAN, 1}), 1);
  EXPECT_EQ(of({NAN, NAN}), 0);
  EXPECT_EQ(of({-INFINITY, -INFINITY}), 0);
}

TEST(ArgMaxTest, ShapesLeaveOutTheDimension) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 3, 4});
  EXPECT_EQ(ArgMax(x, 1).shape(), (Shape{-1, 4}));
  EXPECT_EQ(ArgMax(x, Placeholder(graph, kInt32)).shape(), Shape::OfRank(2));
  ASSERT_OK(graph.status());
}

TEST(ArgMaxTest, BadDimensionsAreRefused) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat);
  const Output dimension = Placeholder(graph, kInt32);
  const Output y = ArgMax(x, dimension, {.output_type = kInt16});
  auto run = [&](const Tensor& input, const Tensor& axis) {
    return Evaluate(y, {{x, input}, {dimension, axis}});
  };
  const Tensor pair = MakeTensor(kFloat, {2}, {1, 2});
  EXPECT_THAT(run(pair, Tensor::Scalar(1)),
              StatusIs(kInvalidArgument,
                       "Expected dimension in the range [-1, 1), but got 1"));
  EXPECT_THAT(run(pair, Tensor::Vector<int32_t>({0})),
              StatusIs(kInvalidArgument, "dimension must be a scalar"));
  EXPECT_THAT(
      run(MakeTensor(kFloat, {2, 0}, {}), Tensor::Scalar(1)),
      StatusIs(kInvalidArgument, "Reduction axis 1 is empty in shape [2,0]"));
  EXPECT_THAT(run(Uniform(kFloat, {40000}, 0, 1), Tensor::Scalar(0)),
              StatusIs(kInvalidArgument, "int16 cannot hold"));
  Graph known;
  ArgMax(Placeholder(known, kFloat, {2}), 1);
  EXPECT_THAT(known.status(),
              StatusIs(kInvalidArgument, "Expected dimension in the range"));
}

}  // namespace
}  // namespace thalweg
