#include "thalweg/ops/array/slice.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"

namespace thalweg {
namespace {

Output SliceOf(const Graph&, const std::vector<Output>& inputs) {
  return Slice(inputs[0], inputs[1], inputs[2]);
}

void ExpectSlices(DType dtype, const Shape& shape,
                  const std::vector<int64_t>& begin,
                  const std::vector<int64_t>& size, const Shape& result) {
  const Tensor input = Counting(dtype, shape);
  const Tensor expected = FromPositions(input, result, [&](const Position& to) {
    Position from = to;
    for (size_t i = 0; i < from.size(); ++i) from[i] += begin[i];
    return from;
  });
  ExpectEveryWay(
      SliceOf,
      {input, Tensor::Vector<int64_t>(begin), Tensor::Vector<int64_t>(size)},
      expected);
}

TEST(SliceKernelTest, TakesABox) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectSlices(dtype, {4, 5}, {1, 2}, {2, 3}, {2, 3});
  }
  ExpectSlices(kFloat, {3, 4, 5, 6}, {1, 0, 2, 0}, {2, 4, 2, 6}, {2, 4, 2, 6});
}

TEST(SliceKernelTest, TakesTheRestForMinusOne) {
  ExpectSlices(kFloat, {4, 5}, {1, 2}, {-1, -1}, {3, 3});
  ExpectSlices(kFloat, {4, 0}, {4, 0}, {-1, -1}, {0, 0});
}

TEST(SliceKernelTest, TakesAllOfIt) {
  ExpectSlices(kFloat, {4, 5}, {0, 0}, {4, 5}, {4, 5});
  ExpectSlices(kFloat, {}, {}, {}, {});
}

TEST(SliceKernelTest, RefusesABoxBeyondTheInput) {
  const auto refuse = [](std::vector<int32_t> begin, std::vector<int32_t> size,
                         const char* text) {
    ExpectRefusedEveryWay(
        SliceOf,
        {Counting(kFloat, {2, 3}), Tensor::Vector<int32_t>(begin),
         Tensor::Vector<int32_t>(size)},
        text);
  };
  refuse({0, 0}, {3, 3}, "Expected size[0] in [0, 2], but got 3");
  refuse({1, 0}, {2, 3}, "Expected size[0] in [0, 1], but got 2");
  refuse({0, 4}, {1, -1}, "Expected begin[1] in [0, 3], but got 4");
  refuse({0, -1}, {1, 1}, "Expected begin[1] in [0, 3], but got -1");
  refuse({0, 0}, {-2, 1}, "Expected size[0] in [0, 2], but got -2");
  refuse({0}, {1},
         "Expected begin and size arguments to be 1-D tensors of "
         "size 2");
  refuse({0, 0}, {1}, "Expected begin and size arguments to be 1-D tensors");
}

TEST(SliceKernelTest, RefusesAnyPartOfAnEmptyDimension) {
  ExpectRefusedEveryWay(
      SliceOf,
      {Counting(kFloat, {0}), Tensor::Of<int32_t>({1}, {0}),
       Tensor::Of<int32_t>({1}, {1})},
      "Expected begin[0] == 0 (got 0) and size[0] == 0 (got 1) when "
      "input.dim_size(0) == 0");
}

TEST(SliceKernelTest, RefusesTheLeastInteger) {
  ExpectRefusedEveryWay(SliceOf,
                        {Counting(kFloat, {2}), Tensor::Of<int64_t>({1}, {0}),
                         Tensor::Of<int64_t>({1}, {INT64_MIN})},
                        "Expected size[0]");
}

}  // namespace
}  // namespace thalweg
