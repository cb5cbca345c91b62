#include "thalweg/ops/math/segment.h"

#include <cmath>
#include <limits>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Op = Output (*)(Input, Input);
constexpr Op kOps[] = {SegmentSum, SegmentMean, SegmentProd, SegmentMin,
                       SegmentMax};

GraphFunction Of(Op op) {
  return [op](const Graph&, const std::vector<Output>& inputs) {
    return op(inputs[0], inputs[1]);
  };
}

void ExpectSegments(Op op, DType dtype, const std::vector<double>& expected) {
  ExpectEveryWay(Of(op),
                 {MakeTensor(dtype, {4, 2}, {1, 2, 3, 4, 5, 6, 4, 1}),
                  Tensor::Vector<int32_t>({0, 2, 2, 3})},
                 MakeTensor(dtype, {4, 2}, expected));
}

TEST(SegmentTest, RunsAreReducedAndGapsArePlain) {
  for (DType dtype : {kHalf, kBfloat16, kFloat, kDouble, kInt8, kUint8, kInt16,
                      kUint16, kInt32, kUint32, kInt64, kUint64}) {
    ExpectSegments(SegmentSum, dtype, {1, 2, 0, 0, 8, 10, 4, 1});
    ExpectSegments(SegmentMean, dtype, {1, 2, 0, 0, 4, 5, 4, 1});
    ExpectSegments(SegmentProd, dtype, {1, 2, 1, 1, 15, 24, 4, 1});
    ExpectSegments(SegmentMin, dtype, {1, 2, 0, 0, 3, 4, 4, 1});
    ExpectSegments(SegmentMax, dtype, {1, 2, 0, 0, 5, 6, 4, 1});
  }
}

TEST(SegmentTest, ComplexNumbersAddAndMultiply) {
  const Tensor data = FromElements(kComplex64, {2}, {{1, 2}, {3, -1}});
  const Tensor ids = Tensor::Vector<int64_t>({0, 0});
  ExpectEveryWay(Of(SegmentSum), {data, ids},
                 FromElements(kComplex64, {1}, {{4, 1}}));
  ExpectEveryWay(Of(SegmentMean), {data, ids},
                 FromElements(kComplex64, {1}, {{2, 0.5}}));
  ExpectEveryWay(Of(SegmentProd), {data, ids},
                 FromElements(kComplex64, {1}, {{5, 5}}));
}

TEST(SegmentTest, MeansOfIntegersRoundTowardsZero) {
  ExpectEveryWay(Of(SegmentMean),
                 {MakeTensor(kInt32, {4}, {-3, -4, 5, 2}),
                  Tensor::Vector<int32_t>({0, 0, 1, 1})},
                 MakeTensor(kInt32, {2}, {-3, 3}));
}

TEST(SegmentTest, ExtremesOfInfinitiesAreInfinite) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor ids = Tensor::Vector<int32_t>({0, 0});
  ExpectEveryWay(Of(SegmentMin), {MakeTensor(kFloat, {2}, {inf, inf}), ids},
                 MakeTensor(kFloat, {1}, {inf}));
  ExpectEveryWay(Of(SegmentMax), {MakeTensor(kFloat, {2}, {-inf, -inf}), ids},
                 MakeTensor(kFloat, {1}, {-inf}));
}

TEST(SegmentTest, NothingGivesNothing) {
  for (Op op : kOps) {
    ExpectEveryWay(
        Of(op), {MakeTensor(kFloat, {0, 3}, {}), MakeTensor(kInt32, {0}, {})},
        MakeTensor(kFloat, {0, 3}, {}));
    ExpectEveryWay(
        Of(op),
        {MakeTensor(kFloat, {2, 0}, {}), Tensor::Vector<int32_t>({1, 2})},
        MakeTensor(kFloat, {3, 0}, {}));
  }
}

TEST(SegmentTest, AgreesWithALoopWhereWorkIsCut) {
  for (int64_t columns : {1, 6, 300}) {
    const int64_t n = 240000 / columns, segments = 500;
    const Tensor data = Uniform(kFloat, {n, columns}, -1, 1);
    Tensor ids = MakeTensor(kInt64, {n}, std::vector<double>(n));
    std::vector<double> sums(segments * columns);
    std::vector<int64_t> sizes(segments);
    for (int64_t i = 0; i < n; ++i) {
      const int64_t id = i * segments / n / 3 * 3 + 1;  // With gaps.
      ids.mutable_data<int64_t>()[i] = id;
      ++sizes[id];
      for (int64_t j = 0; j < columns; ++j) {
        sums[id * columns + j] += data.data<float>()[i * columns + j];
      }
    }
    for (int64_t i = 0; i < segments * columns; ++i) {
      if (sizes[i / columns] > 0) sums[i] /= sizes[i / columns];
    }
    sums.resize((ids.data<int64_t>()[n - 1] + 1) * columns);
    ExpectCloseEveryWay(
        Of(SegmentMean), {data, ids},
        MakeTensor(kFloat, {ids.data<int64_t>()[n - 1] + 1, columns}, sums),
        1e-5);
  }
}

TEST(SegmentTest, MalformedInputsAreRefused) {
  const Tensor data = MakeTensor(kFloat, {3, 1}, {1, 2, 3});
  for (Op op : kOps) {
    auto refused = [&](const Tensor& x, const Tensor& ids, const char* text) {
      ExpectRefusedEveryWay(Of(op), {x, ids}, text);
    };
    refused(data, Tensor::Vector<int32_t>({0, 0}),
            "segment_ids should be the same size as dimension 0 of input");
    refused(data, MakeTensor(kInt32, {3, 1}, {0, 0, 0}),
            "segment_ids should be a vector");
    refused(Tensor::Scalar(1.0f), Tensor::Vector<int32_t>({0}),
            "input must be at least rank 1");
    refused(data, Tensor::Vector<int32_t>({0, 2, 1}),
            "segment ids are not increasing");
    refused(data, Tensor::Vector<int32_t>({-2, -1, 0}),
            "segment ids must be >= 0");
    refused(
        data,
        Tensor::Vector<int64_t>({0, 0, std::numeric_limits<int64_t>::max()}),
        "less than 2^63 - 1");
  }
}

TEST(SegmentTest, MoreSegmentsThanMemoryHasIsAnError) {
  Graph graph;
  const Output y = SegmentSum(Const(graph, MakeTensor(kFloat, {1, 2}, {1, 2})),
                              Tensor::Vector<int64_t>({int64_t{1} << 60}));
  EXPECT_FALSE(Evaluate(y).ok());
}

TEST(SegmentTest, ShapesAreKnownAsFarAsDataIs) {
  Graph graph;
  const Output ids = Placeholder(graph, kInt32);
  EXPECT_EQ(SegmentMax(Placeholder(graph, kFloat, {-1, 3}), ids).shape(),
            (Shape{-1, 3}));
  EXPECT_FALSE(SegmentMax(Placeholder(graph, kFloat), ids).shape().has_rank());
}

TEST(SegmentGradientTest, AgreesWithDifferences) {
  const Tensor ids = Tensor::Vector<int32_t>({0, 0, 2, 2, 2, 3});
  for (Op op : kOps) {
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& inputs) {
          return op(inputs[0], ids);
        },
        {Uniform(kDouble, {6, 2}, 0.5, 1.5)});
  }
}

TEST(SegmentGradientTest, ProductsMayHaveZerosAmongTheirFactors) {
  CheckGradients(
      [&](const Graph&, const std::vector<Output>& inputs) {
        return SegmentProd(inputs[0],
                           Tensor::Vector<int32_t>({0, 0, 1, 1, 2, 2, 2}));
      },
      {MakeTensor(kDouble, {7}, {2, 3, 0, 5, 0, 4, 0})}, {.step = 1e-4});
}

TEST(SegmentGradientTest, EqualExtremesShareTheGradient) {
  Graph graph;
  const Output x = Const(graph, MakeTensor(kFloat, {3}, {2, 2, 3}));
  const Output y = SegmentMin(x, Tensor::Vector<int32_t>({0, 0, 0}));
  ASSERT_OK_AND_ASSIGN(const auto gradients, Gradients({y}, {x}));
  ExpectEqual(Evaluate(gradients[0]), MakeTensor(kFloat, {3}, {0.5, 0.5, 0}));
}

}  // namespace
}  // namespace thalweg
