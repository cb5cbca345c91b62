#include "thalweg/ops/array/split.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/status_matchers.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction PartOf(int64_t count, int i) {
  return [=](const Graph&, const std::vector<Output>& inputs) -> Output {
    return Split(inputs[0], inputs[1], count)[i];
  };
}

GraphFunction SizedPartOf(int64_t count, int i) {
  return [=](const Graph&, const std::vector<Output>& inputs) -> Output {
    return SplitV(inputs[0], inputs[1], inputs[2], count)[i];
  };
}

// The part of a tensor from `begin` on along an axis.
Tensor PartAt(const Tensor& whole, int axis, int64_t begin, int64_t size) {
  Shape shape = whole.shape();
  shape.set_dim(axis, size);
  return FromPositions(whole, shape, [&](const Position& to) {
    Position from = to;
    from[axis] += begin;
    return from;
  });
}

void ExpectSplits(DType dtype, const Shape& shape, int axis, int64_t count) {
  const Tensor whole = Counting(dtype, shape);
  const int64_t size = shape.dim(axis) / count;
  for (int64_t i = 0; i < count; ++i) {
    for (int32_t spelled : {axis, axis - shape.rank()}) {
      ExpectEveryWay(PartOf(count, static_cast<int>(i)),
                     {Tensor::Scalar(spelled), whole},
                     PartAt(whole, axis, i * size, size));
    }
  }
}

void ExpectSplitsBySizes(DType dtype, const Shape& shape, int axis,
                         const std::vector<int64_t>& given,
                         const std::vector<int64_t>& sizes) {
  const Tensor whole = Counting(dtype, shape);
  int64_t begin = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    ExpectEveryWay(
        SizedPartOf(sizes.size(), static_cast<int>(i)),
        {whole, Tensor::Vector<int64_t>(given), Tensor::Scalar<int32_t>(axis)},
        PartAt(whole, axis, begin, sizes[i]));
    begin += sizes[i];
  }
}

TEST(SplitKernelTest, CutsAlongEveryAxis) {
  for (int axis : {0, 1, 2}) ExpectSplits(kFloat, {6, 6, 6}, axis, 3);
  ExpectSplits(kFloat, {4}, 0, 1);
  ExpectSplits(kFloat, {4}, 0, 4);
  ExpectSplits(kFloat, {0, 4}, 1, 2);
  ExpectSplits(kFloat, {2, 0}, 1, 2);
}

TEST(SplitKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectSplits(dtype, {2, 4}, 1, 2);
  }
}

TEST(SplitVKernelTest, CutsPartsOfGivenSizes) {
  for (int axis : {0, 1}) {
    ExpectSplitsBySizes(kFloat, {6, 6}, axis, {1, 0, 5}, {1, 0, 5});
    ExpectSplitsBySizes(kString, {6, 6}, axis, {1, -1, 2}, {1, 3, 2});
  }
  ExpectSplitsBySizes(kFloat, {3}, 0, {3, -1}, {3, 0});
  ExpectSplitsBySizes(kFloat, {3}, 0, {3}, {3});
}

TEST(SplitVKernelTest, TakesSizesOfEveryType) {
  const Tensor whole = Counting(kFloat, {5});
  const Tensor axis = Tensor::Scalar<int32_t>(-1);
  const Tensor second = PartAt(whole, 0, 2, 3);
  ExpectEveryWay(SizedPartOf(2, 1),
                 {whole, Tensor::Of<int8_t>({2}, {2, 3}), axis}, second);
  ExpectEveryWay(SizedPartOf(2, 1),
                 {whole, Tensor::Of<int32_t>({2}, {2, 3}), axis}, second);
}

TEST(SplitKernelTest, RefusesWhatCannotBeCut) {
  const auto refuse = [](const Shape& shape, Tensor axis, int64_t count,
                         const char* text) {
    ExpectRefusedEveryWay(PartOf(count, 0), {axis, Counting(kFloat, shape)},
                          text);
  };
  refuse({4}, Tensor::Scalar<int32_t>(3), 2,
         "-input rank(-1) <= split_dim < input rank (1), but got 3");
  refuse({4}, Tensor::Scalar<int32_t>(INT32_MIN), 2, "but got -2147483648");
  refuse({}, Tensor::Scalar<int32_t>(0), 1, "");
  refuse({4, 5}, Tensor::Scalar<int32_t>(1), 2,
         "Number of ways to split should evenly divide the split dimension, "
         "but got split_dim 1 (size = 5) and num_split 2");
  refuse({4}, Tensor::Of<int32_t>({1}, {0}), 2,
         "split_dim must be a scalar but has rank 1");
}

TEST(SplitVKernelTest, RefusesSizesThatDoNotAddUp) {
  const auto refuse = [](const std::vector<int64_t>& sizes, int64_t count,
                         const char* text) {
    ExpectRefusedEveryWay(
        SizedPartOf(count, 0),
        {Counting(kFloat, {4}), Tensor::Vector<int64_t>(sizes),
         Tensor::Scalar<int32_t>(0)},
        text);
  };
  refuse({1, 2}, 2, "Determined shape must either match input shape along");
  refuse({5, -1}, 2, "Got: 5");
  refuse({-1, -1}, 2, "There can only be one -1 in the input.");
  refuse({-1, -2}, 2, "Split size at index 1 must be >= 0. Got: -2");
  refuse({6, -2}, 2, "Split size at index 1 must be >= 0. Got: -2");
  refuse({3}, 1,
         "If there is only one output, it must have the same size as the "
         "input. Input size: 4 output size: 3");
  refuse({-1}, 1, "output size: -1");
  refuse({INT64_MAX, 1}, 2, "too large");
  refuse({1, 2, 1}, 2, "");
}

TEST(SplitVKernelTest, RefusesTheLeastSize) {
  Graph graph;
  const Output value = Placeholder(graph, kFloat, {4});
  const Output sizes = Placeholder(graph, kInt64, Shape::Unknown());
  const Output axis = Placeholder(graph, kInt32, Shape::Unknown());
  const Operation parts = SplitV(value, sizes, axis, 2);
  EXPECT_THAT(
      Evaluate(parts[0], {{value, Counting(kFloat, {4})},
                          {sizes, Tensor::Of<int64_t>({2}, {INT64_MIN, 1})},
                          {axis, Tensor::Scalar<int32_t>(0)}}),
      StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(SplitShapeTest, KnowsWhatPartialShapesShow) {
  Graph graph;
  const auto of = [&](const Shape& shape) {
    return Placeholder(graph, kFloat, shape);
  };
  const Output any = Placeholder(graph, kInt32, {});
  EXPECT_EQ(Split(1, of({-1, 4}), 2)[1].shape(), Shape({-1, 2}));
  EXPECT_EQ(Split(0, of({-1, 4}), 2)[1].shape(), Shape({-1, 4}));
  EXPECT_EQ(Split(any, of({3, 4}), 2)[0].shape(), Shape({-1, -1}));
  EXPECT_EQ(Split(any, of({3, 4}), 1)[0].shape(), Shape({3, 4}));
  EXPECT_EQ(Split(0, of(Shape::Unknown()), 2)[0].shape(), Shape::Unknown());
  EXPECT_EQ(SplitV(of({-1, 4}), {1, 3}, 1, 2)[1].shape(), Shape({-1, 3}));
  EXPECT_EQ(SplitV(of({3, -1}), {1, -1}, 1, 2)[1].shape(), Shape({3, -1}));
  EXPECT_EQ(SplitV(of({3, 4}), {1, -1}, 1, 2)[1].shape(), Shape({3, 3}));
  const Output sizes = Placeholder(graph, kInt64, {2});
  EXPECT_EQ(SplitV(of({3, 4}), sizes, 1, 2)[1].shape(), Shape({3, -1}));
  EXPECT_EQ(SplitV(of({3, 4}), sizes, any, 2)[1].shape(), Shape({-1, -1}));
  EXPECT_OK(graph.status());
}

}  // namespace
}  // namespace thalweg
