#include "thalweg/ops/math/unsorted_segment.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;

TEST(UnsortedSegmentSumTest, SumsRowsOfEachSegmentForEveryDtype) {
  for (DType dtype :
       {kHalf, kBfloat16, kFloat, kDouble, kInt8, kUint8, kInt16, kUint16,
        kInt32, kUint32, kInt64, kUint64, kComplex64, kComplex128}) {
    for (DType ids : {kInt16, kInt32, kInt64}) {
      Graph graph;
      const Output data =
          Const(graph, MakeTensor(dtype, {3, 2}, {1, 2, 3, 4, 5, 6}));
      const Output segments = Const(graph, MakeTensor(ids, {3}, {2, 0, 2}));
      ExpectEqual(Evaluate(UnsortedSegmentSum(data, segments, 4)),
                  MakeTensor(dtype, {4, 2}, {3, 4, 0, 0, 6, 8, 0, 0}));
    }
  }
}

TEST(UnsortedSegmentSumTest, IdsMayHaveSeveralDimensionsOrNone) {
  Graph graph;
  const Output data = Const(graph, MakeTensor(kFloat, {2, 2}, {1, 2, 3, 4}));
  ExpectEqual(Evaluate(UnsortedSegmentSum(
                  data, Tensor::Of<int32_t>({2, 2}, {1, 0, 1, 1}), 2)),
              MakeTensor(kFloat, {2}, {2, 8}));
  ExpectEqual(Evaluate(UnsortedSegmentSum(data, Tensor::Scalar(1), 2)),
              MakeTensor(kFloat, {2, 2, 2}, {0, 0, 0, 0, 1, 2, 3, 4}));
}

TEST(UnsortedSegmentSumTest, NegativeIdsAreLeftOut) {
  Graph graph;
  const Output data = Const(graph, MakeTensor(kFloat, {3}, {1, 2, 4}));
  ExpectEqual(Evaluate(UnsortedSegmentSum(
                  data, Tensor::Vector<int32_t>({-1, 0, -7}), 1)),
              MakeTensor(kFloat, {1}, {2}));
}

TEST(UnsortedSegmentSumTest, AgreesWithALoopWhereWorkIsCut) {
  const Tensor data = Uniform(kFloat, {300, 1000}, -1, 1);
  const Tensor ids = Uniform(kInt32, {300}, 0, 7);
  std::vector<double> sums(7 * 1000);
  for (int64_t i = 0; i < 300; ++i) {
    for (int64_t j = 0; j < 1000; ++j) {
      sums[ids.data<int32_t>()[i] * 1000 + j] +=
          data.data<float>()[i * 1000 + j];
    }
  }
  Graph graph;
  const Output y = UnsortedSegmentSum(Const(graph, data), ids, 7);
  ExpectClose(Evaluate(y, {}, {.num_threads = 3, .planned = true}),
              MakeTensor(kFloat, {7, 1000}, sums), 1e-5);
}

TEST(UnsortedSegmentSumTest, ShapesAreKnownAsFarAsTheirInputsAre) {
  Graph graph;
  const Output data = Placeholder(graph, kFloat, {-1, 3});
  const Output ids = Placeholder(graph, kInt32, {-1});
  EXPECT_EQ(UnsortedSegmentSum(data, ids, 5).shape(), (Shape{5, 3}));
  EXPECT_EQ(UnsortedSegmentSum(data, ids, Placeholder(graph, kInt32)).shape(),
            (Shape{-1, 3}));
  ASSERT_OK(graph.status());
}

TEST(UnsortedSegmentSumTest, BadInputsAreRefusedAtRunTime) {
  Graph graph;
  const Output data = Placeholder(graph, kFloat);
  const Output ids = Placeholder(graph, kInt32);
  const Output count = Placeholder(graph, kInt32);
  const Output y = UnsortedSegmentSum(data, ids, count);
  const Tensor table = MakeTensor(kFloat, {2, 2}, {1, 2, 3, 4});
  auto run = [&](const Tensor& segments, const Tensor& size) {
    return Evaluate(y, {{data, table}, {ids, segments}, {count, size}});
  };
  EXPECT_THAT(run(MakeTensor(kInt32, {2, 2}, {0, 0, 3, 0}), Tensor::Scalar(3)),
              StatusIs(kInvalidArgument,
                       "segment_ids[1,0] = 3 is out of range [0, 3)"));
  EXPECT_THAT(run(MakeTensor(kInt32, {2}, {0, 1}), Tensor::Scalar(-1)),
              StatusIs(kInvalidArgument,
                       "Input num_segments == -1 must not be negative."));
  EXPECT_THAT(run(MakeTensor(kInt32, {3}, {0, 0, 0}), Tensor::Scalar(1)),
              StatusIs(kInvalidArgument,
                       "data.shape = [2,2] does not start with "
                       "segment_ids.shape = [3]"));
  EXPECT_THAT(
      run(MakeTensor(kInt32, {2}, {0, 0}), Tensor::Vector<int32_t>({1, 1})),
      StatusIs(kInvalidArgument, "num_segments must be a scalar"));
}

TEST(UnsortedSegmentSumTest, BadInputsAreRefusedWhileBuilding) {
  Graph negative;
  UnsortedSegmentSum(Placeholder(negative, kFloat),
                     Placeholder(negative, kInt32), -1);
  EXPECT_THAT(negative.status(),
              StatusIs(kInvalidArgument, "must not be negative"));
  Graph shapes;
  UnsortedSegmentSum(Placeholder(shapes, kFloat, {2}),
                     Placeholder(shapes, kInt32, {2, 2}), 3);
  EXPECT_THAT(shapes.status(),
              StatusIs(kInvalidArgument, "does not start with"));
}

TEST(UnsortedSegmentSumGradientTest, AgreesWithDifferences) {
  for (const Tensor& ids : {Tensor::Of<int32_t>({3}, {1, -1, 1}),
                            Tensor::Of<int32_t>({3, 2}, {0, 1, 2, -3, 2, 2})}) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& inputs) {
          return UnsortedSegmentSum(inputs[0], ids, 3);
        },
        {Uniform(kDouble, {3, 2}, -1, 1)});
  }
}

TEST(UnsortedSegmentTest, ProductsAndExtremesAreOfEachSegment) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt8, kUint8, kInt16,
                      kUint16, kInt32, kUint32, kInt64, kUint64}) {
    const Tensor data = MakeTensor(dtype, {4, 2}, {1, 2, 3, 4, 5, 6, 7, 1});
    const Tensor ids = Tensor::Vector<int64_t>({1, 0, 1, -1});
    Graph graph;
    const Output x = Const(graph, data);
    ExpectEqual(Evaluate(UnsortedSegmentProd(x, ids, 2)),
                MakeTensor(dtype, {2, 2}, {3, 4, 5, 12}));
    ExpectEqual(Evaluate(UnsortedSegmentMin(x, ids, 2)),
                MakeTensor(dtype, {2, 2}, {3, 4, 1, 2}));
    ExpectEqual(Evaluate(UnsortedSegmentMax(x, ids, 2)),
                MakeTensor(dtype, {2, 2}, {3, 4, 5, 6}));
  }
}

TEST(UnsortedSegmentTest, EmptySegmentsAreNeutralAndFinite) {
  Graph graph;
  auto empty = [&](auto op, DType dtype) {
    return Evaluate(op(Const(graph, MakeTensor(dtype, {0}, {})),
                       MakeTensor(kInt32, {0}, {}), 1));
  };
  ExpectEqual(empty(UnsortedSegmentProd, kFloat), MakeTensor(kFloat, {1}, {1}));
  ExpectEqual(empty(UnsortedSegmentMin, kFloat),
              Tensor::Vector<float>({std::numeric_limits<float>::max()}));
  ExpectEqual(empty(UnsortedSegmentMax, kInt8), MakeTensor(kInt8, {1}, {-128}));
  ExpectEqual(empty(UnsortedSegmentMin, kUint64),
              Tensor::Vector<uint64_t>({std::numeric_limits<uint64_t>::max()}));
  ExpectEqual(empty(UnsortedSegmentMax, kHalf),
              MakeTensor(kHalf, {1}, {-65504}));
  ASSERT_OK_AND_ASSIGN(const Tensor least,
                       empty(UnsortedSegmentMin, kBfloat16));
  EXPECT_EQ(least.data<BFloat16>()->bits, 0x7f7f);
}

TEST(UnsortedSegmentTest, NaNIsTheExtremeOfItsSegment) {
  const double nan = std::nan("");
  Graph graph;
  const Output x = Const(graph, MakeTensor(kFloat, {3}, {1, nan, 2}));
  const Tensor ids = Tensor::Vector<int32_t>({0, 0, 1});
  ExpectEqual(Evaluate(UnsortedSegmentMax(x, ids, 2)),
              MakeTensor(kFloat, {2}, {nan, 2}));
  ExpectEqual(Evaluate(UnsortedSegmentMin(x, ids, 2)),
              MakeTensor(kFloat, {2}, {nan, 2}));
}

TEST(UnsortedSegmentTest, IntegerProductsWrapAround) {
  Graph graph;
  const Output x = Const(graph, MakeTensor(kInt8, {2}, {-128, 3}));
  ExpectEqual(
      Evaluate(UnsortedSegmentProd(x, Tensor::Vector<int32_t>({0, 0}), 1)),
      MakeTensor(kInt8, {1}, {-128}));
}

TEST(UnsortedSegmentTest, NarrowRowsAreCutByRows) {
  const int64_t n = 40000, columns = 8, segments = 50;
  const Tensor data = Uniform(kDouble, {n, columns}, -1, 1);
  const Tensor ids = Uniform(kInt32, {n}, 0, segments);
  std::vector<double> greatest(segments * columns,
                               std::numeric_limits<double>::lowest());
  for (int64_t i = 0; i < n * columns; ++i) {
    double& at =
        greatest[ids.data<int32_t>()[i / columns] * columns + i % columns];
    at = std::max(at, data.data<double>()[i]);
  }
  Graph graph;
  const Output y = UnsortedSegmentMax(Const(graph, data), ids, segments);
  ExpectEqual(Evaluate(y, {}, {.num_threads = 3, .planned = true}),
              MakeTensor(kDouble, {segments, columns}, greatest));
}

TEST(UnsortedSegmentGradientTest, ProductsMayHaveZerosAmongTheirFactors) {
  // Segment 0 has no zero, 1 has one, 2 has two; the last row has no segment.
  const Tensor data = MakeTensor(kDouble, {8, 1}, {2, 3, 0, 5, 0, 4, 0, 7});
  const Tensor ids = Tensor::Vector<int32_t>({0, 0, 1, 1, 2, 2, 2, -1});
  CheckGradients(
      [&](const Graph&, const std::vector<Output>& inputs) {
        return UnsortedSegmentProd(inputs[0], ids, 4);
      },
      {data}, {.step = 1e-4});
  CheckGradients(
      [&](const Graph&, const std::vector<Output>& inputs) {
        return UnsortedSegmentProd(inputs[0], ids, 4);
      },
      {Uniform(kComplex128, {8, 2}, 0.5, 1)});
}

TEST(UnsortedSegmentGradientTest, ExtremesGiveToTheSelected) {
  const Tensor ids = Tensor::Of<int64_t>({3, 2}, {0, 1, 2, -3, 2, 2});
  for (auto op : {UnsortedSegmentMin, UnsortedSegmentMax}) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& inputs) {
          return op(inputs[0], ids, 3);
        },
        {Uniform(kDouble, {3, 2, 2}, -1, 1)});
  }
}

TEST(UnsortedSegmentGradientTest, EqualExtremesShareTheGradient) {
  Graph graph;
  const Output x = Const(graph, MakeTensor(kFloat, {4}, {2, 2, 1, 2}));
  const Output y =
      UnsortedSegmentMax(x, Tensor::Vector<int32_t>({0, 0, 0, -1}), 1);
  ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({y}, {x}));
  ExpectEqual(Evaluate(gradients[0]),
              MakeTensor(kFloat, {4}, {0.5, 0.5, 0, 0}));
}

}  // namespace
}  // namespace thalweg
