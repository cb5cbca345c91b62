#include "thalweg/ops/nn/softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "thalweg/graph/build.h"
#include "thalweg/ops/array/expand_dims.h"
#include "thalweg/ops/nn/softmax_cross_entropy.h"
#include "thalweg/ops/operators.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_target.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

constexpr DType kFloatingTypes[] = {kHalf, kBfloat16, kFloat, kDouble};

double ToleranceOf(DType dtype) {
  switch (dtype) {
    case kHalf:
      return 2e-3;
    case kBfloat16:
      return 1.6e-2;
    case kFloat:
      return 1e-5;
    default:
      return 1e-12;
  }
}

std::vector<double> Reals(const Tensor& tensor) {
  std::vector<double> reals;
  for (const auto& element : Elements(tensor)) reals.push_back(element.real());
  return reals;
}

// log softmax of each row of n elements.
std::vector<double> NaiveLogSoftmax(const std::vector<double>& x, int64_t n) {
  std::vector<double> y(x.size());
  for (size_t row = 0; row < x.size(); row += n) {
    const double largest =
        *std::max_element(x.begin() + row, x.begin() + row + n);
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += std::exp(x[row + i] - largest);
    for (int64_t i = 0; i < n; ++i) {
      y[row + i] = x[row + i] - largest - std::log(sum);
    }
  }
  return y;
}

void ExpectSoftmax(DType dtype, int64_t n) {
  const Tensor x = Uniform(dtype, {3, 2, n}, -5, 5);
  const auto y = EvaluateAllWays(
      [](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        return {Softmax(in[0]), LogSoftmax(in[0])};
      },
      {x});
  ASSERT_OK(y);
  std::vector<double> expected = NaiveLogSoftmax(Reals(x), n);
  ExpectClose((*y)[1], MakeTensor(dtype, x.shape(), expected),
              ToleranceOf(dtype));
  for (double& each : expected) each = std::exp(each);
  ExpectClose((*y)[0], MakeTensor(dtype, x.shape(), expected),
              ToleranceOf(dtype));
}

TEST(SoftmaxKernelTest, EqualsTheFormulaForEveryTypeAndLength) {
  OnEveryTarget([] {
    for (DType dtype : kFloatingTypes) {
      for (int64_t n : {1, 2, 3, 8, 10, 16, 17, 40, 257}) {
        ExpectSoftmax(dtype, n);
      }
    }
  });
}

Tensor EvaluateSoftmax(const Tensor& x) {
  Graph graph;
  return Evaluate(Softmax(Constant(graph, x))).value_or(Tensor());
}

TEST(SoftmaxKernelTest, IsInvariantToAddingAConstant) {
  const Tensor x = Tensor::Of<float>({1, 3}, {1, 2, 3});
  const Tensor shifted = Tensor::Of<float>({1, 3}, {1e4f, 10001, 10002});
  ExpectClose(EvaluateSoftmax(shifted), EvaluateSoftmax(x), 1e-6);
}

TEST(SoftmaxKernelTest, InfinityAndNaNGiveWhatTheFormulaGives) {
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  ExpectClose(EvaluateSoftmax(Tensor::Of<float>({2, 3}, {0, -inf, 0,  //
                                                         1, nan, 1})),
              Tensor::Of<float>({2, 3}, {0.5f, 0, 0.5f, nan, nan, nan}));
}

TEST(SoftmaxKernelTest, NoClassesGiveNothing) {
  EXPECT_EQ(EvaluateSoftmax(Tensor::Of<float>({2, 0}, {})).shape(),
            Shape({2, 0}));
  EXPECT_EQ(EvaluateSoftmax(Tensor::Of<float>({0, 2}, {})).shape(),
            Shape({0, 2}));
}

TEST(SoftmaxKernelTest, RefusesAScalar) {
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return Softmax(in[0]);
      },
      {Tensor::Scalar(1.0f)}, "");
}

struct Loss {
  std::vector<double> loss, backprop;
};

// -sum(labels * log softmax(x)) and its derivative.
Loss NaiveCrossEntropy(const Tensor& x, const std::vector<double>& labels) {
  const int64_t n = x.dim(1);
  const std::vector<double> log_p = NaiveLogSoftmax(Reals(x), n);
  Loss result;
  result.loss.resize(x.dim(0));
  for (size_t i = 0; i < log_p.size(); ++i) {
    result.loss[i / n] -= labels[i] * log_p[i];
    result.backprop.push_back(std::exp(log_p[i]) - labels[i]);
  }
  return result;
}

std::vector<Output> DenseLoss(const Graph&, const std::vector<Output>& in) {
  const Operation op = SoftmaxCrossEntropyWithLogits(in[0], in[1]);
  return {op[0], op[1]};
}
std::vector<Output> SparseLoss(const Graph&, const std::vector<Output>& in) {
  const Operation op = SparseSoftmaxCrossEntropyWithLogits(in[0], in[1]);
  return {op[0], op[1]};
}

void ExpectLoss(const OutputsFunction& function, const Tensor& x,
                const Tensor& labels, const Loss& expected) {
  const DType dtype = x.dtype();
  const auto actual = EvaluateAllWays(function, {x, labels});
  ASSERT_OK(actual);
  const Shape shape = {x.dim(0), x.dim(1)};
  ExpectClose((*actual)[0], MakeTensor(dtype, {x.dim(0)}, expected.loss),
              ToleranceOf(dtype));
  ExpectClose((*actual)[1], MakeTensor(dtype, shape, expected.backprop),
              ToleranceOf(dtype));
}

TEST(SoftmaxCrossEntropyKernelTest, EqualsTheFormulaForEveryType) {
  OnEveryTarget([] {
    for (DType dtype : kFloatingTypes) {
      for (int64_t n : {1, 3, 10, 33}) {
        const Tensor x = Uniform(dtype, {7, n}, -3, 3);
        const Tensor labels = Uniform(dtype, {7, n}, 0, 1, 2);
        ExpectLoss(DenseLoss, x, labels, NaiveCrossEntropy(x, Reals(labels)));
      }
    }
  });
}

TEST(SparseSoftmaxCrossEntropyKernelTest, EqualsTheFormulaForEveryType) {
  for (DType dtype : kFloatingTypes) {
    for (DType label_dtype : {kInt32, kInt64}) {
      for (int64_t n : {1, 3, 10, 33}) {
        const Tensor x = Uniform(dtype, {7, n}, -3, 3);
        std::vector<double> classes, one_hot(7 * n);
        for (int i = 0; i < 7; ++i) {
          classes.push_back(i * 5 % n);
          one_hot[i * n + i * 5 % n] = 1;
        }
        ExpectLoss(SparseLoss, x, MakeTensor(label_dtype, {7}, classes),
                   NaiveCrossEntropy(x, one_hot));
      }
    }
  }
}

TEST(SoftmaxCrossEntropyKernelTest, RepeatsDimensionsOfOne) {
  const Tensor x = Uniform(kDouble, {3, 4}, -3, 3);
  const Tensor labels = Uniform(kDouble, {1, 4}, 0, 1, 2);
  std::vector<double> all;
  for (int i = 0; i < 3; ++i) {
    for (double label : Reals(labels)) all.push_back(label);
  }
  ExpectLoss(DenseLoss, x, labels, NaiveCrossEntropy(x, all));
}

TEST(SoftmaxCrossEntropyKernelTest, BigBatchesFitTogether) {
  const Tensor x = Uniform(kFloat, {5000, 10}, -3, 3);
  const Tensor labels = Uniform(kFloat, {5000, 10}, 0, 1, 2);
  ExpectLoss(DenseLoss, x, labels, NaiveCrossEntropy(x, Reals(labels)));
}

TEST(SoftmaxCrossEntropyKernelTest, EmptyBatchesGiveNothing) {
  ExpectLoss(DenseLoss, Tensor::Of<float>({0, 3}, {}),
             Tensor::Of<float>({0, 3}, {}), {});
  ExpectLoss(SparseLoss, Tensor::Of<float>({0, 3}, {}),
             Tensor::Of<int64_t>({0}, {}), {});
  ExpectLoss(DenseLoss, Tensor::Of<float>({2, 0}, {}),
             Tensor::Of<float>({2, 0}, {}), {{0, 0}, {}});
}

TEST(SparseSoftmaxCrossEntropyKernelTest, NamesALabelOutOfRange) {
  Graph graph;
  const Output x = Constant(graph, Tensor::Of<float>({1, 2}, {1, 2}));
  for (const Tensor& labels :
       {Tensor::Of<int32_t>({1}, {5}), Tensor::Of<int64_t>({1}, {5})}) {
    EXPECT_THAT(
        Evaluate(
            SparseSoftmaxCrossEntropyWithLogits(x, Constant(graph, labels))[0]),
        StatusIs(absl::StatusCode::kInvalidArgument,
                 "Received a label value of 5 which is outside the valid range "
                 "of [0, 2).  Label values: 5"));
  }
}

TEST(SoftmaxCrossEntropyKernelTest, RefusesShapesThatDisagree) {
  const auto dense = [](const Graph& graph, const std::vector<Output>& in) {
    return DenseLoss(graph, in)[0];
  };
  const auto sparse = [](const Graph& graph, const std::vector<Output>& in) {
    return SparseLoss(graph, in)[1];
  };
  const auto zeros = [](DType dtype, const Shape& shape) {
    return Tensor::Zeros(dtype, shape).value();
  };
  ExpectRefusedEveryWay(dense, {zeros(kFloat, {2, 3}), zeros(kFloat, {2, 4})},
                        "logits and labels must be broadcastable");
  ExpectRefusedEveryWay(dense, {zeros(kFloat, {3}), zeros(kFloat, {3})},
                        "logits and labels must be either 2-dimensional");
  ExpectRefusedEveryWay(sparse, {zeros(kFloat, {2}), zeros(kInt32, {2})},
                        "logits must be 2-D, but got shape [2]");
  ExpectRefusedEveryWay(sparse, {zeros(kFloat, {2, 3}), zeros(kInt32, {2, 1})},
                        "labels must be 1-D, but got shape [2,1]");
  ExpectRefusedEveryWay(
      sparse, {zeros(kFloat, {2, 3}), zeros(kInt32, {3})},
      "logits and labels must have the same first dimension, got logits shape "
      "[2,3] and labels shape [3]");
  ExpectRefusedEveryWay(sparse, {zeros(kFloat, {2, 0}), zeros(kInt32, {2})},
                        "Must have at least one class");
}

// The op for the step compiler against the two that it replaces.
TEST(ScaledCrossEntropyKernelTest, HasTheBitsOfLossAndProduct) {
  for (DType dtype : kFloatingTypes) {
    Graph graph;
    const Output x = Constant(graph, Uniform(dtype, {9, 10}, -3, 3, 1));
    const Output labels = Constant(graph, Uniform(dtype, {9, 10}, 0, 1, 2));
    const Output classes =
        Constant(graph, Tensor::Of<int32_t>({9}, {0, 1, 2, 3, 4, 5, 6, 7, 9}));
    const Output scale = Constant(graph, Uniform(dtype, {9}, 0, 1, 3));
    const Operation dense = SoftmaxCrossEntropyWithLogits(x, labels);
    const Operation sparse = SparseSoftmaxCrossEntropyWithLogits(x, classes);
    const Operation scaled_dense =
        SoftmaxCrossEntropyWithScaledGradient(x, labels, scale);
    const Operation scaled_sparse =
        SparseSoftmaxCrossEntropyWithScaledGradient(x, classes, scale);
    const Output factor = ExpandDims(scale, -1);
    ASSERT_OK_AND_ASSIGN(const std::vector<Tensor> expected,
                         Evaluate({}, {dense[0], factor * dense[1], sparse[0],
                                       factor * sparse[1]}));
    ASSERT_OK_AND_ASSIGN(const std::vector<Tensor> actual,
                         Evaluate({}, {scaled_dense[0], scaled_dense[1],
                                       scaled_sparse[0], scaled_sparse[1]}));
    for (int i = 0; i < 4; ++i) ExpectEqual(actual[i], expected[i]);
  }
}

}  // namespace
}  // namespace thalweg
