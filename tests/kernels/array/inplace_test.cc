#include "thalweg/ops/array/inplace.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "thalweg/ops/array/identity.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

template <Output (*op)(Input, Input, Input)>
Output Of(const Graph&, const std::vector<Output>& inputs) {
  return op(inputs[0], inputs[1], inputs[2]);
}

TEST(InplaceKernelTest, ChangesRowsOneAfterAnother) {
  for (DType dtype :
       {kHalf, kBfloat16, kFloat, kDouble, kInt8, kUint8, kInt16, kUint16,
        kInt32, kUint32, kInt64, kUint64, kComplex64, kComplex128}) {
    const std::vector<Tensor> inputs = {
        MakeTensor(dtype, {3, 2}, {10, 20, 30, 40, 50, 60}),
        Tensor::Of<int32_t>({3}, {2, 0, 2}),
        MakeTensor(dtype, {3, 2}, {1, 2, 3, 4, 5, 6})};
    ExpectEveryWay(Of<InplaceUpdate>, inputs,
                   MakeTensor(dtype, {3, 2}, {3, 4, 30, 40, 5, 6}));
    ExpectEveryWay(Of<InplaceAdd>, inputs,
                   MakeTensor(dtype, {3, 2}, {13, 24, 30, 40, 56, 68}));
    ExpectEveryWay(Of<InplaceSub>, inputs,
                   MakeTensor(dtype, {3, 2}, {7, 16, 30, 40, 44, 52}));
  }
}

TEST(InplaceKernelTest, TakesRowsModuloTheirNumber) {
  ExpectEveryWay(Of<InplaceUpdate>,
                 {Tensor::Of<std::string>({2}, {"a", "b"}),
                  Tensor::Of<int32_t>({2}, {-1, 4}),
                  Tensor::Of<std::string>({2}, {"c", "d"})},
                 Tensor::Of<std::string>({2}, {"d", "c"}));
  ExpectEveryWay(
      Of<InplaceAdd>,
      {Tensor::Of<float>({2}, {1, 2}), Tensor::Of<int32_t>({1}, {INT32_MIN}),
       Tensor::Of<float>({1}, {1})},
      Tensor::Of<float>({2}, {2, 2}));
}

TEST(InplaceKernelTest, LeavesEmptyTensorsAlone) {
  ExpectEveryWay(Of<InplaceAdd>,
                 {Counting(kFloat, {0, 2}), Tensor::Of<int32_t>({1}, {-3}),
                  Counting(kFloat, {1, 2})},
                 Counting(kFloat, {0, 2}));
  ExpectEveryWay(Of<InplaceAdd>,
                 {Counting(kFloat, {1, 2}), Tensor::Of<int32_t>({0}, {}),
                  Counting(kFloat, {0, 2})},
                 Counting(kFloat, {1, 2}));
}

TEST(InplaceKernelTest, LeavesItsInputToOthers) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {2});
  const Output before = Identity(x);
  const Output y = InplaceAdd(x, {1}, {5.0f});
  const Tensor fed = Tensor::Of<float>({2}, {1, 2});
  ASSERT_OK_AND_ASSIGN(const auto results, Evaluate({{x, fed}}, {before, y}));
  ExpectEqual(results[0], Tensor::Of<float>({2}, {1, 2}));
  ExpectEqual(results[1], Tensor::Of<float>({2}, {1, 7}));
}

TEST(InplaceKernelTest, RefusesShapesThatDisagree) {
  const auto refuse = [](const Shape& x, const Shape& i, const Shape& v) {
    ExpectRefusedEveryWay(
        Of<InplaceUpdate>,
        {Counting(kFloat, x), Tensor::Zeros(kInt32, i).value(),
         Counting(kFloat, v)},
        "");
  };
  refuse({2, 3}, {}, {1, 3});
  refuse({2, 3}, {2}, {1, 3});
  refuse({2, 3}, {1}, {1, 2});
  refuse({2, 3}, {1}, {1});
  refuse({}, {1}, {});
}

}  // namespace
}  // namespace thalweg
