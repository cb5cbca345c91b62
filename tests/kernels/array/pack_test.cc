#include "thalweg/ops/array/pack.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction PackAlong(int64_t axis) {
  return [axis](const Graph&, const std::vector<Output>& inputs) {
    return Pack(inputs, {.axis = axis});
  };
}

GraphFunction PartOf(int64_t num, int i, int64_t axis) {
  return [=](const Graph&, const std::vector<Output>& inputs) -> Output {
    return Unpack(inputs[0], num, {.axis = axis})[i];
  };
}

// Part i of `whole` along the axis.
Tensor NaivePart(const Tensor& whole, int axis, int64_t i) {
  const Shape shape = whole.shape().Slice(0, axis).Concat(
      whole.shape().Slice(axis + 1, whole.rank()));
  return FromPositions(whole, shape, [&](const Position& to) {
    Position from = to;
    from.insert(from.begin() + axis, i);
    return from;
  });
}

void ExpectStacks(DType dtype, const Shape& shape, int axis) {
  const Tensor whole = Counting(dtype, shape);
  std::vector<Tensor> parts;
  for (int i = 0; i < shape.dim(axis); ++i) {
    parts.push_back(NaivePart(whole, axis, i));
    for (int64_t spelled : {axis, axis - shape.rank()}) {
      ExpectEveryWay(PartOf(shape.dim(axis), i, spelled), {whole}, parts[i]);
    }
  }
  for (int64_t spelled : {axis, axis - shape.rank()}) {
    ExpectEveryWay(PackAlong(spelled), parts, whole);
  }
}

TEST(PackKernelTest, StacksAndTakesApartAlongEveryAxis) {
  for (int axis : {0, 1, 2, 3}) ExpectStacks(kFloat, {3, 2, 4, 5}, axis);
}

TEST(PackKernelTest, ServesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectStacks(dtype, {2, 3}, 1);
  }
}

TEST(PackKernelTest, StacksScalarsAndEmptyTensors) {
  ExpectStacks(kInt32, {3}, 0);
  ExpectStacks(kInt32, {2, 0}, 0);
  ExpectStacks(kInt32, {1, 1}, 1);
}

TEST(PackKernelTest, RefusesOtherShapesAndAxes) {
  ExpectRefusedEveryWay(
      PackAlong(0), {Counting(kFloat, {2}), Counting(kFloat, {3})},
      "Shapes of all inputs must match: values[0].shape = [2] != "
      "values[1].shape = [3]");
  ExpectRefusedEveryWay(PackAlong(2), {Counting(kFloat, {2})},
                        "axis = 2 not in [-2, 2)");
  ExpectRefusedEveryWay(PackAlong(-3), {Counting(kFloat, {2})},
                        "axis = -3 not in [-2, 2)");
}

TEST(UnpackKernelTest, RefusesOtherShapesAndAxes) {
  ExpectRefusedEveryWay(PartOf(2, 0, 0), {Counting(kFloat, {3, 2})},
                        "Input shape axis 0 must equal 2, got shape [3,2]");
  ExpectRefusedEveryWay(PartOf(2, 0, 2), {Counting(kFloat, {3, 2})},
                        "axis = 2 not in [-2, 2)");
  ExpectRefusedEveryWay(PartOf(1, 0, 0), {Counting(kFloat, {})}, "axis = 0");
}

}  // namespace
}  // namespace thalweg
