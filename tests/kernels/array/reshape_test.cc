#include "thalweg/ops/array/reshape.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/ops/array/expand_dims.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output ReshapeOf(const Graph&, const std::vector<Output>& inputs) {
  return Reshape(inputs[0], inputs[1]);
}

void ExpectReshapes(DType dtype, const Shape& from,
                    const std::vector<int32_t>& dims, const Shape& to) {
  const Tensor input = Counting(dtype, from);
  ExpectEveryWay(ReshapeOf, {input, Tensor::Vector<int32_t>(dims)},
                 input.Reshaped(to));
}

TEST(ReshapeKernelTest, KeepsTheElements) {
  ExpectReshapes(kFloat, {2, 6}, {3, 4}, {3, 4});
  ExpectReshapes(kString, {2, 2}, {4}, {4});
  ExpectReshapes(kFloat, {1, 1}, {}, {});
  ExpectReshapes(kFloat, {}, {1}, {1});
  ExpectReshapes(kFloat, {0, 3}, {5, 0}, {5, 0});
}

TEST(ReshapeKernelTest, InfersTheDimensionOfMinusOne) {
  ExpectReshapes(kFloat, {2, 6}, {-1}, {12});
  ExpectReshapes(kFloat, {2, 6}, {4, -1}, {4, 3});
  ExpectReshapes(kFloat, {0, 3}, {-1, 3}, {0, 3});
}

TEST(ReshapeKernelTest, RefusesOtherNumbersOfElements) {
  const auto refuse = [](Tensor dims, const char* text) {
    ExpectRefusedEveryWay(ReshapeOf, {Counting(kFloat, {2, 3}), dims}, text);
  };
  const auto vector = [](std::initializer_list<int64_t> dims) {
    return Tensor::Of<int64_t>({static_cast<int64_t>(dims.size())}, dims);
  };
  refuse(vector({4}),
         "Input to reshape is a tensor with 6 values, but the "
         "requested shape has 4");
  refuse(vector({4, -1}),
         "Input to reshape is a tensor with 6 values, but "
         "the requested shape requires a multiple of 4");
  refuse(vector({-1, -1}), "Only one input size may be -1, not both 0 and 1");
  refuse(vector({-2, 3}), "Size 0 must be non-negative, not -2");
  refuse(vector({0, -1}), "reshape cannot infer the missing input size");
  refuse(vector({int64_t{1} << 40, int64_t{1} << 40}), "too many elements");
  refuse(Tensor::Of<int32_t>({1, 2}, {2, 3}),
         "sizes input must be 1-D, not [1,2]");
  refuse(Tensor::Scalar<int32_t>(6), "sizes input must be 1-D, not []");
  refuse(vector({INT64_MIN}), "Size 0 must be non-negative");
}

TEST(ReshapeKernelTest, RefusesTooManyDimensions) {
  ExpectRefusedEveryWay(
      ReshapeOf, {Counting(kFloat, {0}), Tensor::Zeros(kInt32, {255}).value()},
      "a shape has at most 254 dimensions, got 255");
}

Output ExpandDimsOf(const Graph&, const std::vector<Output>& inputs) {
  return ExpandDims(inputs[0], inputs[1]);
}

TEST(ExpandDimsKernelTest, InsertsADimension) {
  const Tensor input = Counting(kFloat, {2, 3});
  const auto expect = [&](int32_t dim, const Shape& shape) {
    ExpectEveryWay(ExpandDimsOf, {input, Tensor::Scalar(dim)},
                   input.Reshaped(shape));
  };
  expect(0, {1, 2, 3});
  expect(1, {2, 1, 3});
  expect(2, {2, 3, 1});
  expect(-1, {2, 3, 1});
  expect(-3, {1, 2, 3});
  ExpectEveryWay(ExpandDimsOf, {input, Tensor::Of<int64_t>({1}, {0})},
                 input.Reshaped({1, 2, 3}));
}

TEST(ExpandDimsKernelTest, RefusesOtherDimensions) {
  const Tensor input = Counting(kFloat, {2});
  ExpectRefusedEveryWay(
      ExpandDimsOf, {input, Tensor::Scalar<int32_t>(2)},
      "Tried to expand dim index 2 for tensor with 1 dimensions.");
  ExpectRefusedEveryWay(
      ExpandDimsOf, {input, Tensor::Scalar<int32_t>(-3)},
      "Tried to expand dim index -3 for tensor with 1 dimensions.");
  ExpectRefusedEveryWay(ExpandDimsOf, {input, Tensor::Of<int32_t>({2}, {0, 0})},
                        "'dim'");
}

GraphFunction SqueezeOf(std::vector<int64_t> dims) {
  return [dims](const Graph&, const std::vector<Output>& inputs) {
    return Squeeze(inputs[0], {.squeeze_dims = dims});
  };
}

TEST(SqueezeKernelTest, RemovesDimensionsOfOne) {
  const Tensor input = Counting(kFloat, {1, 2, 1, 3, 1});
  ExpectEveryWay(SqueezeOf({}), {input}, input.Reshaped({2, 3}));
  ExpectEveryWay(SqueezeOf({2}), {input}, input.Reshaped({1, 2, 3, 1}));
  ExpectEveryWay(SqueezeOf({-1, 0}), {input}, input.Reshaped({2, 1, 3}));
}

TEST(SqueezeKernelTest, RefusesOtherDimensions) {
  const Tensor input = Counting(kFloat, {2, 1});
  ExpectRefusedEveryWay(
      SqueezeOf({0}), {input},
      "Can not squeeze dim[0], expected a dimension of 1, got 2");
  ExpectRefusedEveryWay(
      SqueezeOf({2}), {input},
      "Tried to squeeze dim index 2 for tensor with 2 dimensions.");
}

}  // namespace
}  // namespace thalweg
