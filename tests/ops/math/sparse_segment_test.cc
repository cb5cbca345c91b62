#include "thalweg/ops/math/sparse_segment.h"

#include <cmath>

#include "thalweg/ops/array/const.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/math/sparse_segment_gradient.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Op = Output (*)(Input, Input, Input, SparseSegmentAttrs);
using CountedOp = Output (*)(Input, Input, Input, Input, SparseSegmentAttrs);
using GradOp = Output (*)(Input, Input, Input, Input);
using SlicesOp = Operation (*)(Input, Input, Input, Input);

// How a segment of n rows is scaled, and the ops that do so.
struct Family {
  double (*divisor)(double n);
  Op op;
  CountedOp counted;
  GradOp grad;
  SlicesOp slices;
};

const Family kFamilies[] = {
    {[](double) { return 1.0; }, SparseSegmentSum,
     SparseSegmentSumWithNumSegments, SparseSegmentSumGradV1,
     SparseSegmentSumGrad},
    {[](double n) { return n; }, SparseSegmentMean,
     SparseSegmentMeanWithNumSegments, SparseSegmentMeanGradV1,
     SparseSegmentMeanGrad},
    {[](double n) { return std::sqrt(n); }, SparseSegmentSqrtN,
     SparseSegmentSqrtNWithNumSegments, SparseSegmentSqrtNGradV1,
     SparseSegmentSqrtNGrad},
};

const Tensor kData = MakeTensor(kFloat, {3, 2}, {1, 2, 4, 8, 16, 32});
const Tensor kPicked = Tensor::Vector<int32_t>({2, 0, 2, 1});
const Tensor kIds = Tensor::Vector<int32_t>({0, 2, 2, 2});

GraphFunction Of(const Family& family) {
  return [&family](const Graph&, const std::vector<Output>& inputs) {
    return family.op(inputs[0], inputs[1], inputs[2], {});
  };
}

GraphFunction Counted(const Family& family) {
  return [&family](const Graph&, const std::vector<Output>& inputs) {
    return family.counted(inputs[0], inputs[1], inputs[2], inputs[3], {});
  };
}

GraphFunction GradOf(const Family& family) {
  return [&family](const Graph&, const std::vector<Output>& inputs) {
    return family.grad(inputs[0], inputs[1], inputs[2], inputs[3]);
  };
}

TEST(SparseSegmentTest, GatheredRowsAreReducedBySegment) {
  for (const Family& family : kFamilies) {
    const double d = family.divisor(3);
    std::vector<double> expected = {16, 32, 0, 0, 21 / d, 42 / d};
    for (DType dtype : {kFloat, kDouble}) {
      ExpectCloseEveryWay(
          Of(family),
          {MakeTensor(dtype, {3, 2}, {1, 2, 4, 8, 16, 32}), kPicked, kIds},
          MakeTensor(dtype, {3, 2}, expected), 1e-6);
    }
    expected.resize(8);
    ExpectCloseEveryWay(Counted(family),
                        {kData, kPicked, kIds, Tensor::Scalar(int64_t{4})},
                        MakeTensor(kFloat, {4, 2}, expected), 1e-6);
  }
}

TEST(SparseSegmentTest, SumsHaveAllRealTypes) {
  for (DType dtype : {kHalf, kBfloat16, kInt8, kUint8, kInt16, kUint16, kInt32,
                      kUint32, kInt64, kUint64}) {
    ExpectEveryWay(
        Of(kFamilies[0]),
        {MakeTensor(dtype, {3, 2}, {1, 2, 4, 8, 16, 32}), kPicked, kIds},
        MakeTensor(dtype, {3, 2}, {16, 32, 0, 0, 21, 42}));
  }
}

TEST(SparseSegmentTest, NothingPickedGivesZeros) {
  const Tensor none = MakeTensor(kInt64, {0}, {});
  for (const Family& family : kFamilies) {
    ExpectEveryWay(Of(family), {kData, none, none},
                   MakeTensor(kFloat, {0, 2}, {}));
    ExpectEveryWay(Counted(family), {kData, none, none, Tensor::Scalar(1)},
                   MakeTensor(kFloat, {1, 2}, {0, 0}));
  }
}

TEST(SparseSegmentTest, MalformedInputsAreRefused) {
  for (const Family& family : kFamilies) {
    auto refused = [&](const Tensor& indices, const Tensor& ids,
                       const char* text) {
      ExpectRefusedEveryWay(Of(family), {kData, indices, ids}, text);
      ExpectRefusedEveryWay(Counted(family),
                            {kData, indices, ids, Tensor::Scalar(9)}, text);
    };
    refused(kPicked, Tensor::Vector<int32_t>({0, 0}),
            "segment_ids and indices should have same size");
    refused(MakeTensor(kInt32, {4, 1}, {0, 0, 0, 0}), kIds,
            "indices should be a vector");
    refused(Tensor::Vector<int32_t>({0, 0, 0, 3}), kIds,
            "indices[3] = 3 is out of range [0, 3)");
    refused(Tensor::Vector<int32_t>({-1, 0, 0, 0}), kIds,
            "indices[0] = -1 is out of range [0, 3)");
    refused(kPicked, Tensor::Vector<int32_t>({0, 1, 0, 1}),
            "segment ids are not increasing");
    refused(kPicked, Tensor::Vector<int32_t>({-1, 0, 0, 0}),
            "segment ids must be >= 0");
    ExpectRefusedEveryWay(Counted(family),
                          {kData, kPicked, kIds, Tensor::Scalar(2)},
                          "segment ids must be < num_segments");
    ExpectRefusedEveryWay(Counted(family),
                          {kData, kPicked, kIds, Tensor::Vector<int32_t>({3})},
                          "");
  }
}

TEST(SparseSegmentTest, ShapesFollowTheNumberOfSegments) {
  Graph graph;
  const Output data = Placeholder(graph, kFloat, {-1, 3});
  const Output ids = Placeholder(graph, kInt32);
  EXPECT_EQ(SparseSegmentSumWithNumSegments(data, ids, ids, 5).shape(),
            (Shape{5, 3}));
  EXPECT_EQ(SparseSegmentSum(data, ids, ids).shape(), (Shape{-1, 3}));
  EXPECT_EQ(SparseSegmentSumGradV1(data, ids, ids, 7).shape(), (Shape{7, 3}));
  EXPECT_EQ(SparseSegmentSumGrad(data, ids, ids, 7)[1].shape(), (Shape{-1}));
  ASSERT_OK(graph.status());
}

// ---- Gradient ops ----

TEST(SparseSegmentGradTest, RowsGoBackToWhereTheyCameFrom) {
  const Tensor grad = MakeTensor(kFloat, {3, 1}, {6, 5, 12});
  for (const Family& family : kFamilies) {
    const double part = 12 / family.divisor(3);
    ExpectCloseEveryWay(
        GradOf(family), {grad, kPicked, kIds, Tensor::Scalar(5)},
        MakeTensor(kFloat, {5, 1}, {part, part, 6 + part, 0, 0}), 1e-6);
    Graph graph;
    const Operation slices = family.slices(
        Const(graph, grad), Tensor::Vector<int64_t>({4, 1, 4, 1}), kIds, 5);
    ExpectClose(Evaluate(slices[0]),
                MakeTensor(kFloat, {2, 1}, {2 * part, 6 + part}), 1e-6);
    ExpectEqual(Evaluate(slices[1]), Tensor::Vector<int64_t>({1, 4}));
  }
}

TEST(SparseSegmentGradTest, HalvesAreRoundedOnce) {
  // 2048 + 1 is no half.
  const Tensor grad = MakeTensor(kHalf, {3, 1}, {2048, 1, 1});
  const Tensor indices = Tensor::Vector<int32_t>({0, 0, 0});
  const Tensor ids = Tensor::Vector<int32_t>({0, 1, 2});
  for (const Family& family : kFamilies) {
    ExpectEveryWay(GradOf(family), {grad, indices, ids, Tensor::Scalar(1)},
                   MakeTensor(kHalf, {1, 1}, {2050}));
  }
}

TEST(SparseSegmentGradTest, NoRowsOrNothingPickedIsNoError) {
  const Tensor grad = MakeTensor(kFloat, {3, 1}, {6, 5, 12});
  const Tensor none = MakeTensor(kInt32, {0}, {});
  for (const Family& family : kFamilies) {
    ExpectEveryWay(GradOf(family), {grad, kPicked, kIds, Tensor::Scalar(0)},
                   MakeTensor(kFloat, {0, 1}, {}));
    ExpectEveryWay(GradOf(family), {grad, none, none, Tensor::Scalar(2)},
                   MakeTensor(kFloat, {2, 1}, {0, 0}));
  }
}

TEST(SparseSegmentGradTest, MalformedInputsAreRefused) {
  const Tensor grad = MakeTensor(kFloat, {2, 1}, {6, 5});
  for (const Family& family : kFamilies) {
    ExpectRefusedEveryWay(GradOf(family),
                          {grad, kPicked, kIds, Tensor::Scalar(3)},
                          "segment_ids[1] = 2 is out of range [0, 2)");
    ExpectRefusedEveryWay(GradOf(family),
                          {grad, kPicked, MakeTensor(kInt32, {4}, {0, 0, 0, 1}),
                           Tensor::Scalar(2)},
                          "indices[0] = 2 is out of range [0, 2)");
    ExpectRefusedEveryWay(GradOf(family),
                          {grad, kPicked, kIds, Tensor::Scalar(-1)},
                          "output_dim0 must not be negative");
  }
}

// ---- Gradients ----

TEST(SparseSegmentGradientTest, AgreesWithDifferences) {
  for (const Family& family : kFamilies) {
    for (bool sparse : {false, true}) {
      CheckGradients(
          [&](const Graph&, const std::vector<Output>& inputs) {
            return family.op(inputs[0], kPicked, kIds, {sparse});
          },
          {Uniform(kDouble, {3, 2}, -1, 1)}, {.second_order = !sparse});
      CheckGradients(
          [&](const Graph&, const std::vector<Output>& inputs) {
            return family.counted(inputs[0], kPicked, kIds, 5, {sparse});
          },
          {Uniform(kDouble, {3, 2}, -1, 1)});
    }
    CheckGradients(
        [&](const Graph&, const std::vector<Output>& inputs) {
          return family.grad(inputs[0], kPicked, kIds, 4);
        },
        {Uniform(kDouble, {4, 2}, -1, 1)});
  }
}

TEST(SparseSegmentGradientTest, StaysSparseWhenAskedTo) {
  Graph graph;
  const Output data = Placeholder(graph, kFloat, {1000, 2});
  const Output y =
      SparseSegmentMean(data, kPicked, kIds, {.sparse_gradient = true});
  ASSERT_OK_AND_ASSIGN(const auto gradients, SymbolicGradients({y}, {data}));
  ASSERT_TRUE(gradients[0].is_sparse());
  ASSERT_OK_AND_ASSIGN(
      const auto slices,
      Evaluate({{data, Uniform(kFloat, {1000, 2}, 0, 1)}},
               {gradients[0].sparse().values, gradients[0].sparse().indices}));
  const float third = 1.0f / 3;
  ExpectClose(slices[0],
              MakeTensor(kFloat, {3, 2},
                         {third, third, third, third, 1 + third, 1 + third}));
  ExpectEqual(slices[1], Tensor::Vector<int32_t>({0, 1, 2}));
}

}  // namespace
}  // namespace thalweg
