// TopK, InTopK, their older forms, ApproxTopK and NthElement.
#include "thalweg/ops/nn/top_k.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/ops/gradients.h"
#include "thalweg/ops/nn/approx_top_k.h"
#include "thalweg/ops/nn/in_top_k.h"
#include "thalweg/ops/nn/nth_element.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

const float kNan = std::numeric_limits<float>::quiet_NaN();
const float kInfinity = std::numeric_limits<float>::infinity();

GraphFunction TopKOutput(int i, TopKAttrs attrs = {}) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return TopK(inputs[0], inputs[1], attrs)[i];
  };
}

void ExpectTopK(const Tensor& input, int32_t k, const Tensor& values,
                const Tensor& indices) {
  const Tensor count = Tensor::Scalar<int32_t>(k);
  ExpectEveryWay(TopKOutput(0), {input, count}, values);
  ExpectEveryWay(TopKOutput(1), {input, count}, indices);
}

TEST(TopKKernelTest, SortsAndPutsLowerIndicesOfEqualsFirst) {
  const Tensor x = Tensor::Of<float>({2, 4}, {1, 3, 3, 2, 0, 0, 0, 0});
  ExpectTopK(x, 3, Tensor::Of<float>({2, 3}, {3, 3, 2, 0, 0, 0}),
             Tensor::Of<int32_t>({2, 3}, {1, 2, 3, 0, 1, 2}));
  ExpectTopK(x, 4, Tensor::Of<float>({2, 4}, {3, 3, 2, 1, 0, 0, 0, 0}),
             Tensor::Of<int32_t>({2, 4}, {1, 2, 3, 0, 0, 1, 2, 3}));
  ExpectTopK(x, 1, Tensor::Of<float>({2, 1}, {3, 0}),
             Tensor::Of<int32_t>({2, 1}, {1, 0}));
  ExpectTopK(x, 0, Tensor::Of<float>({2, 0}, {}),
             Tensor::Of<int32_t>({2, 0}, {}));
}

TEST(TopKKernelTest, ServesEveryType) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16, kInt8, kUint8, kInt16,
                      kUint16, kInt32, kUint32, kInt64, kUint64}) {
    ExpectTopK(MakeTensor(dtype, {4}, {7, 9, 0, 100}), 2,
               MakeTensor(dtype, {2}, {100, 9}),
               Tensor::Of<int32_t>({2}, {3, 1}));
  }
}

TEST(TopKKernelTest, NanIsLargest) {
  ExpectTopK(Tensor::Of<float>({5}, {1, kNan, kInfinity, kNan, -kInfinity}), 3,
             Tensor::Of<float>({3}, {kNan, kNan, kInfinity}),
             Tensor::Of<int32_t>({3}, {1, 3, 2}));
}

TEST(TopKKernelTest, WorksOnRowsWithoutElementsAndWithoutRows) {
  ExpectTopK(Tensor::Of<float>({0, 3}, {}), 2, Tensor::Of<float>({0, 2}, {}),
             Tensor::Of<int32_t>({0, 2}, {}));
  ExpectTopK(Tensor::Of<float>({2, 0}, {}), 0, Tensor::Of<float>({2, 0}, {}),
             Tensor::Of<int32_t>({2, 0}, {}));
}

TEST(TopKKernelTest, GivesIndicesOfEveryType) {
  const Tensor x = Tensor::Of<float>({3}, {1, 3, 2});
  ExpectEveryWay(TopKOutput(1, {.index_type = kInt16}),
                 {x, Tensor::Scalar<int16_t>(2)},
                 Tensor::Of<int16_t>({2}, {1, 2}));
  ExpectEveryWay(TopKOutput(1, {.index_type = kInt64}),
                 {x, Tensor::Scalar<int64_t>(2)},
                 Tensor::Of<int64_t>({2}, {1, 2}));
}

TEST(TopKKernelTest, AgreesWithSortingManyRows) {
  constexpr int64_t kRows = 60, kColumns = 700;
  const Tensor x = Uniform(kInt32, {kRows, kColumns}, -100, 100);
  for (int32_t k : {5, 300, 700}) {
    Tensor values = Tensor::Allocate(kInt32, {kRows, k}).value();
    Tensor indices = Tensor::Allocate(kInt32, {kRows, k}).value();
    for (int64_t row = 0; row < kRows; ++row) {
      const int32_t* from = x.data<int32_t>() + row * kColumns;
      std::vector<int32_t> order(kColumns);
      std::iota(order.begin(), order.end(), 0);
      std::stable_sort(order.begin(), order.end(),
                       [&](int a, int b) { return from[a] > from[b]; });
      for (int32_t i = 0; i < k; ++i) {
        values.mutable_data<int32_t>()[row * k + i] = from[order[i]];
        indices.mutable_data<int32_t>()[row * k + i] = order[i];
      }
    }
    ExpectTopK(x, k, values, indices);
  }
}

TEST(TopKKernelTest, UnsortedGivesTheSameElements) {
  Tensor x = Uniform(kFloat, {50}, 0, 1);
  ASSERT_OK_AND_ASSIGN(Tensor values, [&]() -> absl::StatusOr<Tensor> {
    Graph graph;
    return Evaluate(TopK(Constant(graph, x), 7, {.sorted = false})[0]);
  }());
  std::sort(values.mutable_data<float>(), values.mutable_data<float>() + 7);
  std::sort(x.mutable_data<float>(), x.mutable_data<float>() + 50);
  ExpectEqual(values, x.Slice(43, 50));
}

TEST(TopKKernelTest, RefusesWhatDoesNotFit) {
  const auto refuse = [](const Tensor& x, const Tensor& k, const char* text) {
    ExpectRefusedEveryWay(TopKOutput(0), {x, k}, text);
  };
  const Tensor x = Tensor::Of<float>({3}, {1, 3, 2});
  refuse(x, Tensor::Scalar(4), "input must have at least k columns");
  refuse(x, Tensor::Scalar(-1), "Need k >= 0, got -1");
  refuse(x, Tensor::Of<int32_t>({1}, {1}), "k must be");
  refuse(Tensor::Scalar(1.0f), Tensor::Scalar(0), "input must be >= 1-D");
  ExpectRefusedEveryWay(
      TopKOutput(0, {.index_type = kInt16}),
      {Tensor::Zeros(kFloat, {40000}).value(), Tensor::Scalar(1)},
      "indices can name at most 32767 columns");
}

TEST(TopKTest, PutsGradientsBackWithoutKnownShapes) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& inputs) {
        return TopK(inputs[0], 2)[0];
      },
      {Uniform(kDouble, {2, 3, 4}, 0, 1)}, {.second_order = true});
  CheckGradients(
      [](const Graph&, const std::vector<Output>& inputs) {
        return TopKV1(inputs[0], 0)[0];
      },
      {Uniform(kDouble, {2, 3}, 0, 1)});
}

GraphFunction ApproxOutput(int i, int64_t k, ApproxTopKAttrs attrs) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return ApproxTopK(inputs[0], k, attrs)[i];
  };
}

TEST(ApproxTopKKernelTest, PicksAlongAnyDimension) {
  for (DType dtype : {kFloat, kHalf, kBfloat16}) {
    const Tensor x = MakeTensor(dtype, {3, 2}, {1, 6, 5, 2, 3, 4});
    const ApproxTopKAttrs along = {.reduction_dimension = 0};
    ExpectEveryWay(ApproxOutput(0, 2, along), {x},
                   MakeTensor(dtype, {2, 2}, {5, 6, 3, 4}));
    ExpectEveryWay(ApproxOutput(1, 2, along), {x},
                   Tensor::Of<int32_t>({2, 2}, {1, 0, 2, 2}));
    ExpectEveryWay(ApproxOutput(0, 1, {.is_max_k = false}), {x},
                   MakeTensor(dtype, {3, 1}, {1, 2, 3}));
  }
}

TEST(ApproxTopKKernelTest, RefusesWhatDoesNotFit) {
  const Tensor x = MakeTensor(kFloat, {3, 2}, {1, 6, 5, 2, 3, 4});
  ExpectRefusedEveryWay(ApproxOutput(0, 3, {}), {x}, "expected 3, got 2");
  ExpectRefusedEveryWay(ApproxOutput(0, 1, {.reduction_dimension = 2}), {x},
                        "");
  ExpectRefusedEveryWay(ApproxOutput(0, 0, {}), {Tensor::Scalar(1.0f)}, "");
}

TEST(ApproxTopKTest, PutsGradientsBackAlongItsDimension) {
  Graph graph;
  const Output x =
      Constant(graph, MakeTensor(kFloat, {3, 2}, {1, 6, 5, 2, 3, 4}));
  const Output best = ApproxTopK(x, 2, {.reduction_dimension = 0})[0];
  const Output g = Constant(graph, MakeTensor(kFloat, {2, 2}, {1, 2, 3, 4}));
  ASSERT_OK_AND_ASSIGN(const auto gradients,
                       SymbolicGradients({best}, {x}, {g}));
  ExpectEqual(Evaluate(gradients[0].dense()),
              MakeTensor(kFloat, {3, 2}, {0, 2, 1, 0, 3, 4}));
}

Output Hits(const Graph&, const std::vector<Output>& inputs) {
  return InTopK(inputs[0], inputs[1], inputs[2]);
}

TEST(InTopKKernelTest, CountsLargerPredictions) {
  const Tensor x = Tensor::Of<float>(
      {3, 4}, {0.1, 0.3, 0.2, 0.4, 0.1, 0.2, 0.3, 0.4, 0.2, 0.2, 0.2, 0.2});
  const auto expect = [&](int32_t k, std::initializer_list<bool> hits) {
    ExpectEveryWay(Hits,
                   {x, Tensor::Of<int32_t>({3}, {1, 1, 3}), Tensor::Scalar(k)},
                   Tensor::Of<bool>({3}, hits));
  };
  expect(0, {false, false, false});
  expect(1, {false, false, true});
  expect(2, {true, false, true});
  expect(3, {true, true, true});
}

TEST(InTopKKernelTest, CannotSayWithoutFiniteNumbersOrAClass) {
  const Tensor x =
      Tensor::Of<float>({4, 2}, {kNan, 1, kInfinity, 1, 0, 1, 0, 1});
  ExpectEveryWay(
      Hits,
      {x, Tensor::Of<int64_t>({4}, {1, 0, -1, 2}), Tensor::Scalar<int64_t>(2)},
      Tensor::Of<bool>({4}, {false, false, false, false}));
}

TEST(InTopKKernelTest, TheFormWithAnAttributeAgrees) {
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& inputs) {
        return InTopKV1(inputs[0], inputs[1], 1);
      },
      {Tensor::Of<float>({2, 2}, {1, 0, 0, 1}),
       Tensor::Of<int64_t>({2}, {0, 0})},
      Tensor::Of<bool>({2}, {true, false}));
}

TEST(InTopKKernelTest, RefusesOtherShapes) {
  const Tensor x = Tensor::Of<float>({2, 2}, {1, 0, 0, 1});
  const Tensor k = Tensor::Scalar(1);
  ExpectRefusedEveryWay(Hits, {x, Tensor::Of<int32_t>({1}, {0}), k},
                        "must match length of targets");
  ExpectRefusedEveryWay(Hits, {x, Tensor::Of<int32_t>({2, 1}, {0, 0}), k},
                        "targets must be 1-dimensional");
  ExpectRefusedEveryWay(
      Hits,
      {Tensor::Of<float>({2}, {1, 0}), Tensor::Of<int32_t>({2}, {0, 0}), k},
      "predictions must be 2-dimensional");
  ExpectRefusedEveryWay(
      Hits,
      {x, Tensor::Of<int32_t>({2}, {0, 0}), Tensor::Of<int32_t>({1}, {1})},
      "k must be");
}

GraphFunction NthWith(bool reverse) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return NthElement(inputs[0], inputs[1], {.reverse = reverse});
  };
}

TEST(NthElementKernelTest, GivesTheNthOfEachSortedRow) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16, kInt8, kUint8, kInt16,
                      kUint16, kInt32, kUint32, kInt64, kUint64}) {
    const Tensor x = MakeTensor(dtype, {2, 3}, {5, 1, 3, 2, 2, 9});
    ExpectEveryWay(NthWith(false), {x, Tensor::Scalar(1)},
                   MakeTensor(dtype, {2}, {3, 2}));
    ExpectEveryWay(NthWith(true), {x, Tensor::Scalar(0)},
                   MakeTensor(dtype, {2}, {5, 9}));
  }
}

TEST(NthElementKernelTest, NanIsLargestAndAVectorGivesAScalar) {
  const Tensor x = Tensor::Of<float>({3}, {kNan, 1, kInfinity});
  ExpectEveryWay(NthWith(false), {x, Tensor::Scalar(1)},
                 Tensor::Scalar(kInfinity));
  ExpectEveryWay(NthWith(true), {x, Tensor::Scalar(0)}, Tensor::Scalar(kNan));
}

TEST(NthElementKernelTest, RefusesWhatDoesNotFit) {
  const Tensor x = Tensor::Of<float>({3}, {3, 1, 2});
  ExpectRefusedEveryWay(NthWith(false), {x, Tensor::Scalar(3)},
                        "Input must have last dimension > n = 3");
  ExpectRefusedEveryWay(NthWith(false), {x, Tensor::Scalar(-1)},
                        "n must be non-negative but is -1");
  ExpectRefusedEveryWay(NthWith(false), {x, Tensor::Of<int32_t>({1}, {1})},
                        "N must be scalar but has rank 1");
  ExpectRefusedEveryWay(NthWith(false),
                        {Tensor::Scalar(1.0f), Tensor::Scalar(0)},
                        "Input must be >= 1-D");
}

TEST(NthElementTest, SharesTheGradientAmongEquals) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& inputs) {
        return NthElement(inputs[0], 1);
      },
      {Uniform(kDouble, {2, 3, 4}, 0, 1)});
}

}  // namespace
}  // namespace thalweg
