#include "thalweg/ops/array/one_hot.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction OneHotAlong(int64_t axis) {
  return [axis](const Graph&, const std::vector<Output>& in) {
    return OneHot(in[0], in[1], in[2], in[3], {.axis = axis});
  };
}

template <class T>
std::vector<Tensor> Inputs(Tensor indices, int32_t depth, T on, T off) {
  return {indices, Tensor::Scalar(depth), Tensor::Scalar(on),
          Tensor::Scalar(off)};
}

TEST(OneHotKernelTest, SetsTheElementAtTheIndex) {
  const Tensor indices = Tensor::Of<int32_t>({2}, {1, 0});
  ExpectEveryWay(OneHotAlong(-1), Inputs<float>(indices, 3, 5, 2),
                 Tensor::Of<float>({2, 3}, {2, 5, 2, 5, 2, 2}));
  ExpectEveryWay(OneHotAlong(1), Inputs<float>(indices, 3, 5, 2),
                 Tensor::Of<float>({2, 3}, {2, 5, 2, 5, 2, 2}));
  ExpectEveryWay(OneHotAlong(0), Inputs<float>(indices, 3, 5, 2),
                 Tensor::Of<float>({3, 2}, {2, 5, 5, 2, 2, 2}));
}

TEST(OneHotKernelTest, InsertsTheAxisAnywhere) {
  const Tensor indices = Tensor::Of<int64_t>({2, 2}, {0, 1, 1, 0});
  ExpectEveryWay(OneHotAlong(1), Inputs<int32_t>(indices, 2, 1, 0),
                 Tensor::Of<int32_t>({2, 2, 2}, {1, 0, 0, 1, 0, 1, 1, 0}));
  ExpectEveryWay(OneHotAlong(-1),
                 Inputs<int32_t>(Tensor::Scalar<int64_t>(1), 3, 1, 0),
                 Tensor::Of<int32_t>({3}, {0, 1, 0}));
}

TEST(OneHotKernelTest, GivesOffOutsideOfTheDepth) {
  ExpectEveryWay(OneHotAlong(-1),
                 Inputs<int32_t>(Tensor::Of<int32_t>({3}, {-1, 2, 0}), 2, 1, 0),
                 Tensor::Of<int32_t>({3, 2}, {0, 0, 0, 0, 1, 0}));
  ExpectEveryWay(OneHotAlong(-1),
                 Inputs<int32_t>(Tensor::Of<int32_t>({1}, {0}), 0, 1, 0),
                 Tensor::Of<int32_t>({1, 0}, {}));
}

TEST(OneHotKernelTest, TakesEveryTypeOfIndexAndElement) {
  ExpectEveryWay(
      OneHotAlong(-1),
      Inputs<std::string>(Tensor::Of<uint8_t>({1}, {1}), 2, "a", "b"),
      Tensor::Of<std::string>({1, 2}, {"b", "a"}));
  ExpectEveryWay(OneHotAlong(-1),
                 Inputs<bool>(Tensor::Of<int8_t>({1}, {0}), 2, true, false),
                 Tensor::Of<bool>({1, 2}, {true, false}));
}

TEST(OneHotKernelTest, ServesManyIndices) {
  const Tensor indices = Counting(kUint8, {1000});
  Tensor expected = Tensor::Zeros(kFloat, {1000, 64}).value();
  for (int i = 0; i < 1000; ++i) {
    expected.mutable_data<float>()[i * 64 + indices.data<uint8_t>()[i]] = 1;
  }
  ExpectEveryWay(OneHotAlong(-1), Inputs<float>(indices, 64, 1, 0), expected);
}

TEST(OneHotKernelTest, RefusesBadArguments) {
  const Tensor indices = Tensor::Of<int32_t>({2}, {1, 0});
  ExpectRefusedEveryWay(OneHotAlong(-1), Inputs<float>(indices, -1, 1, 0),
                        "depth must be non-negative, got: -1");
  ExpectRefusedEveryWay(OneHotAlong(-2), Inputs<float>(indices, 2, 1, 0),
                        "axis must be >= -1");
  ExpectRefusedEveryWay(OneHotAlong(2), Inputs<float>(indices, 2, 1, 0),
                        "Expected axis to be -1 or between [0, 2).  But "
                        "received: 2");
  std::vector<Tensor> inputs = Inputs<float>(indices, 2, 1, 0);
  inputs[1] = Tensor::Of<int32_t>({1}, {2});
  ExpectRefusedEveryWay(OneHotAlong(-1), inputs,
                        "depth must be a scalar, but got: [1]");
  inputs = Inputs<float>(indices, 2, 1, 0);
  inputs[2] = Counting(kFloat, {2});
  ExpectRefusedEveryWay(OneHotAlong(-1), inputs,
                        "on_value must be a scalar, but got: [2]");
}

}  // namespace
}  // namespace thalweg
