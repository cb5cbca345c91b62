#include "thalweg/ops/array/pad.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output PadOf(const Graph&, const std::vector<Output>& inputs) {
  return Pad(inputs[0], inputs[1]);
}

Output PadV2Of(const Graph&, const std::vector<Output>& inputs) {
  return PadV2(inputs[0], inputs[1], inputs[2]);
}

// `paddings`: before and after for each axis.
void ExpectPads(DType dtype, const Shape& shape,
                const std::vector<int32_t>& paddings) {
  const Tensor input = Counting(dtype, shape);
  Shape padded = shape;
  for (int i = 0; i < shape.rank(); ++i) {
    padded.set_dim(i, paddings[2 * i] + shape.dim(i) + paddings[2 * i + 1]);
  }
  const auto source = [&](const Position& to) -> std::optional<Position> {
    Position from = to;
    for (int i = 0; i < shape.rank(); ++i) {
      from[i] -= paddings[2 * i];
      if (from[i] < 0 || from[i] >= shape.dim(i)) return std::nullopt;
    }
    return from;
  };
  ExpectEveryWay(PadOf,
                 {input, Tensor::Of<int32_t>({shape.rank(), 2}, paddings)},
                 FromPositions(input, padded, source));
}

TEST(PadKernelTest, PutsZerosAround) {
  ExpectPads(kFloat, {2, 3}, {0, 0, 0, 0});
  ExpectPads(kFloat, {2, 3}, {1, 2, 0, 0});
  ExpectPads(kFloat, {2, 3}, {0, 0, 2, 1});
  ExpectPads(kFloat, {2, 3}, {1, 2, 3, 4});
  ExpectPads(kFloat, {2, 3, 2}, {1, 0, 0, 1, 2, 2});
  ExpectPads(kFloat, {2, 5, 5, 3}, {0, 0, 2, 2, 2, 2, 0, 0});
  ExpectPads(kFloat, {}, {});
  ExpectPads(kFloat, {0, 2}, {1, 1, 1, 0});
}

TEST(PadKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectPads(dtype, {2, 3}, {1, 0, 0, 2});
  }
}

TEST(PadV2KernelTest, PutsAnyValueAround) {
  ExpectEveryWay(
      PadV2Of,
      {Tensor::Of<int32_t>({1, 2}, {1, 2}),
       Tensor::Of<int32_t>({2, 2}, {1, 0, 0, 1}), Tensor::Scalar<int32_t>(9)},
      Tensor::Of<int32_t>({2, 3}, {9, 9, 9, 1, 2, 9}));
  ExpectEveryWay(
      PadV2Of,
      {Tensor::Of<std::string>({1}, {"a"}), Tensor::Of<int64_t>({1, 2}, {1, 1}),
       Tensor::Scalar<std::string>("-")},
      Tensor::Of<std::string>({3}, {"-", "a", "-"}));
}

TEST(PadKernelTest, RefusesBadPaddings) {
  const auto refuse = [](const Shape& shape, Tensor paddings,
                         const char* text) {
    ExpectRefusedEveryWay(PadOf, {Counting(kFloat, shape), paddings}, text);
  };
  refuse({2}, Tensor::Of<int32_t>({1, 2}, {-1, 0}),
         "Paddings must be non-negative: -1 0");
  refuse({1, 2}, Tensor::Of<int32_t>({1, 2}, {1, 1}),
         "The first dimension of paddings must be the rank of inputs[1,2] "
         "[1,2]");
  refuse({1}, Tensor::Of<int32_t>({1, 3}, {1, 1, 1}),
         "paddings must be a matrix with 2 columns: [1,3]");
  refuse({1}, Tensor::Of<int64_t>({1, 2}, {INT64_MAX, 1}), "too large");
  ExpectRefusedEveryWay(
      PadV2Of,
      {Counting(kFloat, {1}), Tensor::Of<int32_t>({1, 2}, {1, 1}),
       Counting(kFloat, {1})},
      "constant_values must be a scalar. Found: [1]");
}

}  // namespace
}  // namespace thalweg
