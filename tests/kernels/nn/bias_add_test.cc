#include "thalweg/ops/nn/bias_add.h"

#include <vector>

#include "gtest/gtest.h"
#include "thalweg/tests/support/evaluate_ways.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

constexpr DType kTypes[] = {kHalf,  kBfloat16, kFloat,     kDouble,    kInt8,
                            kUint8, kInt16,    kUint16,    kInt32,     kUint32,
                            kInt64, kUint64,   kComplex64, kComplex128};

TEST(BiasAddKernelTest, AddsOneNumberAChannelForEveryType) {
  for (DType dtype : kTypes) {
    const Tensor bias = MakeTensor(dtype, {2}, {10, 20});
    const auto sums = EvaluateAllWays(
        [](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
          return {BiasAdd(in[0], in[1]),
                  BiasAdd(in[2], in[1], {.data_format = "NCHW"})};
        },
        {MakeTensor(dtype, {3, 2}, {1, 2, 3, 4, 5, 6}), bias,
         MakeTensor(dtype, {1, 2, 3}, {1, 2, 3, 4, 5, 6})});
    ASSERT_OK(sums);
    ExpectEqual((*sums)[0],
                MakeTensor(dtype, {3, 2}, {11, 22, 13, 24, 15, 26}));
    ExpectEqual((*sums)[1],
                MakeTensor(dtype, {1, 2, 3}, {11, 12, 13, 24, 25, 26}));
  }
}

TEST(BiasAddGradKernelTest, SumsAllButTheChannelsForEveryType) {
  for (DType dtype : kTypes) {
    const auto sums = EvaluateAllWays(
        [](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
          return {BiasAddGrad(in[0]),
                  BiasAddGrad(in[1], {.data_format = "NCHW"})};
        },
        {MakeTensor(dtype, {3, 2}, {1, 2, 3, 4, 5, 6}),
         MakeTensor(dtype, {2, 2, 1, 2}, {1, 2, 3, 4, 5, 6, 7, 8})});
    ASSERT_OK(sums);
    ExpectEqual((*sums)[0], MakeTensor(dtype, {2}, {9, 12}));
    ExpectEqual((*sums)[1], MakeTensor(dtype, {2}, {14, 22}));
  }
}

TEST(BiasAddGradKernelTest, BigSumsFitTogether) {
  const Tensor x = Uniform(kFloat, {5000, 33}, -1, 1);
  const auto sums = EvaluateAllWays(
      [](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        return {BiasAddGrad(in[0])};
      },
      {x});
  ASSERT_OK(sums);
  std::vector<double> expected(33);
  for (int i = 0; i < 5000 * 33; ++i) expected[i % 33] += x.data<float>()[i];
  ExpectClose((*sums)[0], MakeTensor(kFloat, {33}, expected), 1e-4);
}

TEST(BiasAddKernelTest, EmptyTensorsGiveEmptySums) {
  const auto sums = EvaluateAllWays(
      [](const Graph&, const std::vector<Output>& in) -> std::vector<Output> {
        return {BiasAdd(in[0], in[1]), BiasAddGrad(in[0])};
      },
      {Tensor::Of<float>({0, 2}, {}), Tensor::Of<float>({2}, {1, 2})});
  ASSERT_OK(sums);
  EXPECT_EQ((*sums)[0].shape(), Shape({0, 2}));
  ExpectEqual((*sums)[1], Tensor::Of<float>({2}, {0, 0}));
}

TEST(BiasAddKernelTest, RefusesABiasThatDoesNotFit) {
  const auto add = [](const Graph&, const std::vector<Output>& in) {
    return BiasAdd(in[0], in[1]);
  };
  const Tensor value = Tensor::Of<float>({1, 2}, {1, 2});
  ExpectRefusedEveryWay(add, {value, Tensor::Of<float>({1}, {1})},
                        "Must provide as many biases as the last dimension");
  ExpectRefusedEveryWay(add, {value, value}, "Biases must be 1D: [1,2]");
  ExpectRefusedEveryWay(
      add, {Tensor::Of<float>({2}, {1, 2}), Tensor::Of<float>({2}, {1, 2})},
      "Input tensor must be at least 2D: [2]");
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return BiasAddGrad(in[0], {.data_format = "NCHW"});
      },
      {value}, "Input tensor must be at least 3D: [1,2]");
}

TEST(BiasAddV1KernelTest, AddsToTheLastDimension) {
  const auto add = [](const Graph&, const std::vector<Output>& in) {
    return BiasAddV1(in[0], in[1]);
  };
  for (DType dtype : {kFloat, kHalf, kInt8, kComplex64}) {
    ExpectEveryWay(add,
                   {MakeTensor(dtype, {2, 2}, {1, 2, 3, 4}),
                    MakeTensor(dtype, {2}, {10, 20})},
                   MakeTensor(dtype, {2, 2}, {11, 22, 13, 24}));
  }
  CheckGradients(
      add, {Uniform(kDouble, {2, 3, 4}, 0, 1), Uniform(kDouble, {4}, 0, 1)},
      {.second_order = true});
  ExpectRefusedEveryWay(add,
                        {MakeTensor(kFloat, {2, 2}, {1, 2, 3, 4}),
                         MakeTensor(kFloat, {3}, {10, 20, 30})},
                        "Must provide as many biases");
}

}  // namespace
}  // namespace thalweg
