#include "thalweg/ops/array/mirror_pad.h"

#include <gtest/gtest.h>

#include <complex>
#include <numeric>
#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction MirrorPadOf(const char* mode) {
  return [mode](const Graph&, const std::vector<Output>& inputs) -> Output {
    return MirrorPad(inputs[0], inputs[1], {.mode = mode});
  };
}

GraphFunction MirrorPadGradOf(const char* mode) {
  return [mode](const Graph&, const std::vector<Output>& inputs) -> Output {
    return MirrorPadGrad(inputs[0], inputs[1], {.mode = mode});
  };
}

// The position that a position of the padded tensor mirrors.
Position Mirrored(const Position& to, const Shape& shape,
                  const std::vector<int32_t>& paddings, bool reflect) {
  Position from = to;
  for (int i = 0; i < shape.rank(); ++i) {
    from[i] -= paddings[2 * i];
    if (from[i] < 0) from[i] = -from[i] - (reflect ? 0 : 1);
    if (from[i] >= shape.dim(i)) {
      from[i] = 2 * shape.dim(i) - 1 - from[i] - (reflect ? 1 : 0);
    }
  }
  return from;
}

Shape Padded(const Shape& shape, const std::vector<int32_t>& paddings) {
  Shape padded = shape;
  for (int i = 0; i < shape.rank(); ++i) {
    padded.set_dim(i, paddings[2 * i] + shape.dim(i) + paddings[2 * i + 1]);
  }
  return padded;
}

void ExpectPads(DType dtype, const Shape& shape,
                const std::vector<int32_t>& paddings) {
  const Tensor input = Counting(dtype, shape);
  for (const char* mode : {"REFLECT", "SYMMETRIC"}) {
    const auto source = [&](const Position& to) {
      return Mirrored(to, shape, paddings, mode[0] == 'R');
    };
    ExpectEveryWay(MirrorPadOf(mode),
                   {input, Tensor::Of<int32_t>({shape.rank(), 2}, paddings)},
                   FromPositions(input, Padded(shape, paddings), source));
  }
}

TEST(MirrorPadKernelTest, MirrorsAtTheBorders) {
  ExpectPads(kFloat, {3}, {0, 0});
  ExpectPads(kFloat, {3}, {2, 1});
  ExpectPads(kFloat, {3, 4}, {2, 2, 3, 3});
  ExpectPads(kFloat, {2, 3, 4}, {1, 0, 0, 2, 0, 0});
  ExpectPads(kFloat, {2, 3, 2, 3, 2, 3}, {1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2});
  ExpectPads(kFloat, {}, {});
}

TEST(MirrorPadKernelTest, RepeatsTheWholeWhenSymmetric) {
  ExpectEveryWay(
      MirrorPadOf("SYMMETRIC"),
      {Tensor::Of<float>({2}, {1, 2}), Tensor::Of<int64_t>({1, 2}, {2, 2})},
      Tensor::Of<float>({6}, {2, 1, 1, 2, 2, 1}));
  ExpectEveryWay(
      MirrorPadOf("SYMMETRIC"),
      {Tensor::Of<float>({0}, {}), Tensor::Of<int64_t>({1, 2}, {0, 0})},
      Tensor::Of<float>({0}, {}));
}

TEST(MirrorPadKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectPads(dtype, {2, 3}, {1, 0, 0, 2});
  }
}

// Adds each element to the one that it mirrors.
void ExpectFolds(DType dtype, const Shape& shape,
                 const std::vector<int32_t>& paddings) {
  const Shape padded = Padded(shape, paddings);
  const Tensor input = Uniform(dtype, padded, 0, 8);
  Tensor places = Tensor::Zeros(kInt64, shape).value();
  std::iota(places.mutable_data<int64_t>(),
            places.mutable_data<int64_t>() + places.num_elements(), 0);
  for (const char* mode : {"REFLECT", "SYMMETRIC"}) {
    const Tensor targets = FromPositions(places, padded, [&](const auto& to) {
      return Mirrored(to, shape, paddings, mode[0] == 'R');
    });
    std::vector<std::complex<double>> sums(shape.num_elements());
    const auto values = Elements(input);
    for (size_t i = 0; i < values.size(); ++i) {
      sums[targets.data<int64_t>()[i]] += values[i];
    }
    ExpectCloseEveryWay(
        MirrorPadGradOf(mode),
        {input, Tensor::Of<int32_t>({shape.rank(), 2}, paddings)},
        FromElements(dtype, shape, sums), dtype == kBfloat16 ? 1e-2 : 2e-3);
  }
}

TEST(MirrorPadGradKernelTest, AddsWhatMirrorsAnElement) {
  ExpectFolds(kDouble, {3}, {0, 0});
  ExpectFolds(kDouble, {3}, {2, 2});
  ExpectFolds(kDouble, {4, 3}, {1, 2, 0, 2});
  ExpectFolds(kDouble, {2, 5, 5, 3}, {0, 0, 2, 1, 3, 4, 0, 0});
  ExpectFolds(kDouble, {3, 2, 3}, {0, 0, 1, 1, 2, 2});
  ExpectFolds(kDouble, {3, 40, 60}, {1, 1, 30, 20, 0, 0});
}

TEST(MirrorPadGradKernelTest, ServesAllNumbers) {
  for (DType dtype :
       {kHalf, kBfloat16, kFloat, kInt8, kUint8, kInt16, kUint16, kInt32,
        kUint32, kInt64, kUint64, kComplex64, kComplex128}) {
    ExpectFolds(dtype, {3, 4}, {1, 2, 2, 0});
  }
}

TEST(MirrorPadKernelTest, RefusesBadPaddings) {
  const auto refuse = [](const char* mode, const Shape& shape, Tensor paddings,
                         const char* text) {
    ExpectRefusedEveryWay(MirrorPadOf(mode),
                          {Counting(kFloat, shape), paddings}, text);
  };
  refuse("SYMMETRIC", {2}, Tensor::Of<int32_t>({1, 2}, {0, 3}),
         "paddings must be no greater than the dimension size: 0, 3 greater "
         "than 2");
  refuse("REFLECT", {2}, Tensor::Of<int32_t>({1, 2}, {0, 2}),
         "paddings must be less than the dimension size: 0, 2 not less than 2");
  refuse("REFLECT", {0}, Tensor::Of<int32_t>({1, 2}, {0, 0}), "not less");
  refuse("REFLECT", {2}, Tensor::Of<int32_t>({1, 2}, {-1, 0}),
         "Paddings must be non-negative: -1 0");
  refuse("REFLECT", {2}, Tensor::Of<int32_t>({2, 1}, {1, 0}),
         "paddings must be a matrix with 2 columns: [2,1]");
  refuse("REFLECT", {2, 2}, Tensor::Of<int32_t>({1, 2}, {1, 0}),
         "The first dimension of paddings must be the rank of inputs");
}

TEST(MirrorPadGradKernelTest, RefusesBadPaddings) {
  const auto refuse = [](const char* mode, const Shape& shape, Tensor paddings,
                         const char* text) {
    ExpectRefusedEveryWay(MirrorPadGradOf(mode),
                          {Counting(kFloat, shape), paddings}, text);
  };
  refuse("SYMMETRIC", {4}, Tensor::Of<int32_t>({1, 2}, {0, 3}),
         "paddings must be no greater than");
  refuse("REFLECT", {4}, Tensor::Of<int32_t>({1, 2}, {0, 2}),
         "paddings must be less than");
  refuse("REFLECT", {4}, Tensor::Of<int32_t>({1, 2}, {0x77f00000, 0xa000000}),
         "");
  refuse("REFLECT", {4}, Tensor::Of<int64_t>({1, 2}, {INT64_MAX, INT64_MAX}),
         "");
  refuse("REFLECT", {4}, Tensor::Of<int32_t>({1, 2}, {0, -2}),
         "Paddings must be non-negative: 0, -2");
}

TEST(MirrorPadShapeTest, KnowsWhatPartialShapesShow) {
  Graph graph;
  const Output x = Placeholder(graph, kFloat, {-1, 4});
  const Tensor paddings = Tensor::Of<int32_t>({2, 2}, {1, 0, 1, 1});
  EXPECT_EQ(MirrorPad(x, paddings, {}).shape(), Shape({-1, 6}));
  EXPECT_EQ(MirrorPadGrad(x, paddings, {.mode = "SYMMETRIC"}).shape(),
            Shape({-1, 2}));
  const Output any = Placeholder(graph, kInt32, {-1, 2});
  EXPECT_EQ(MirrorPadGrad(x, any, {}).shape(), Shape({-1, -1}));
  EXPECT_EQ(
      MirrorPad(Placeholder(graph, kFloat, Shape::Unknown()), any, {}).shape(),
      Shape::Unknown());
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
