#include "thalweg/ops/array/concat.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

// The last input is the axis.
Output ConcatOf(const Graph&, const std::vector<Output>& inputs) {
  return Concat(std::vector<Output>(inputs.begin(), inputs.end() - 1),
                inputs.back());
}

// Parts of one tensor, cut along the axis, join to it.
void ExpectJoins(DType dtype, const Shape& shape, int axis,
                 const std::vector<int64_t>& sizes) {
  const Tensor whole = Counting(dtype, shape);
  std::vector<Tensor> inputs;
  int64_t offset = 0;
  for (int64_t size : sizes) {
    Shape part = shape;
    part.set_dim(axis, size);
    inputs.push_back(FromPositions(whole, part, [&](const Position& to) {
      Position from = to;
      from[axis] += offset;
      return from;
    }));
    offset += size;
  }
  for (int32_t spelled : {axis, axis - shape.rank()}) {
    inputs.push_back(Tensor::Scalar<int32_t>(spelled));
    ExpectEveryWay(ConcatOf, inputs, whole);
    inputs.pop_back();
  }
}

TEST(ConcatKernelTest, JoinsAlongEveryAxis) {
  for (int axis : {0, 1, 2}) {
    ExpectJoins(kFloat, {6, 6, 6}, axis, {1, 2, 3});
  }
}

TEST(ConcatKernelTest, ServesEverySizeOfElement) {
  for (DType dtype :
       {kBool, kHalf, kFloat, kDouble, kComplex128, kString, kQint8}) {
    ExpectJoins(dtype, {2, 5}, 1, {2, 3});
  }
}

TEST(ConcatKernelTest, JoinsEmptyTensors) {
  ExpectJoins(kFloat, {2, 3}, 1, {0, 3, 0});
  ExpectJoins(kFloat, {0, 3}, 1, {1, 2});
}

TEST(ConcatKernelTest, RefusesWhatDoesNotJoin) {
  const auto refuse = [](const Shape& a, const Shape& b, int64_t axis,
                         const char* text) {
    ExpectRefusedEveryWay(ConcatOf,
                          {Counting(kFloat, a), Counting(kFloat, b),
                           Tensor::Scalar<int64_t>(axis)},
                          text);
  };
  refuse({1, 2}, {1, 3}, 0,
         "ConcatOp : Dimension 1 in both shapes must be equal: shape[0] = "
         "[1,2] vs. shape[1] = [1,3]");
  refuse({1, 2}, {1}, 0,
         "ConcatOp : Ranks of all input tensors should match: shape[0] = "
         "[1,2] vs. shape[1] = [1]");
  refuse({}, {}, 0,
         "ConcatOp : Can't concatenate scalars (use tf.stack instead)");
  refuse({1, 2}, {1, 2}, 2,
         "ConcatOp : Expected concatenating dimensions in the range [-2, 2), "
         "but got 2");
  refuse({1, 2}, {1, 2}, 0xb500005b, "but got 3036676187");
}

TEST(ConcatKernelTest, RefusesAnAxisThatIsNoScalar) {
  ExpectRefusedEveryWay(ConcatOf,
                        {Counting(kFloat, {1}), Counting(kFloat, {1}),
                         Tensor::Of<int32_t>({1}, {0})},
                        "axis tensor should be a scalar integer, but got "
                        "shape [1]");
}

Output ConcatV1Of(const Graph&, const std::vector<Output>& inputs) {
  return ConcatV1(inputs[0],
                  std::vector<Output>(inputs.begin() + 1, inputs.end()));
}

TEST(ConcatV1KernelTest, TakesTheAxisFirst) {
  const Tensor axis = Tensor::Scalar<int32_t>(-1);
  ExpectEveryWay(ConcatV1Of,
                 {axis, Tensor::Of<float>({2, 1}, {1, 4}),
                  Tensor::Of<float>({2, 2}, {2, 3, 5, 6})},
                 Tensor::Of<float>({2, 3}, {1, 2, 3, 4, 5, 6}));
  ExpectRefusedEveryWay(ConcatV1Of,
                        {axis, Counting(kFloat, {1, 2}), Counting(kFloat, {1})},
                        "Ranks of all input tensors should match");
}

GraphFunction RowsOf(const Shape& shape) {
  return [shape](const Graph&, const std::vector<Output>& inputs) -> Output {
    return ParallelConcat(inputs, shape);
  };
}

TEST(ParallelConcatKernelTest, JoinsRows) {
  const Tensor a = Tensor::Of<int32_t>({1, 2}, {1, 2});
  const Tensor b = Tensor::Of<int32_t>({1, 2}, {3, 4});
  ExpectEveryWay(RowsOf({2, 2}), {a, b},
                 Tensor::Of<int32_t>({2, 2}, {1, 2, 3, 4}));
  ExpectEveryWay(RowsOf({1, 2}), {a}, a);
  ExpectEveryWay(RowsOf({1, 0}), {Counting(kString, {1, 0})},
                 Counting(kString, {1, 0}));
}

TEST(ParallelConcatKernelTest, RefusesOtherShapes) {
  const Tensor row = Counting(kFloat, {1, 2});
  ExpectRefusedEveryWay(RowsOf({3, 2}), {row, row}, "fully defined");
  ExpectRefusedEveryWay(RowsOf({2, -1}), {row, row}, "fully defined");
  ExpectRefusedEveryWay(RowsOf({}), {row, row}, "fully defined");
  ExpectRefusedEveryWay(RowsOf(Shape::Unknown()), {row}, "fully defined");
  ExpectRefusedEveryWay(RowsOf({2, 3}), {row, row}, "the shape of a row");
  ExpectRefusedEveryWay(RowsOf({2, 2}), {row, Counting(kFloat, {0, 2})},
                        "the shape of a row");
  ExpectRefusedEveryWay(RowsOf({2, 2}),
                        {Counting(kFloat, {2, 2}), Counting(kFloat, {0, 2})},
                        "the shape of a row");
  ExpectRefusedEveryWay(RowsOf({1, 2}), {Counting(kFloat, {2})}, "");
}

GraphFunction OffsetOf(int i) {
  return [i](const Graph&, const std::vector<Output>& inputs) -> Output {
    return ConcatOffset(
        inputs[0], std::vector<Output>(inputs.begin() + 1, inputs.end()))[i];
  };
}

TEST(ConcatOffsetKernelTest, TellsWhereThePartsBegin) {
  for (int32_t axis : {1, -2}) {
    const std::vector<Tensor> inputs = {Tensor::Scalar<int32_t>(axis),
                                        Tensor::Of<int32_t>({3}, {2, 3, 5}),
                                        Tensor::Of<int32_t>({3}, {2, 7, 5}),
                                        Tensor::Of<int32_t>({3}, {2, 1, 5})};
    ExpectEveryWay(OffsetOf(0), inputs, Tensor::Of<int32_t>({3}, {0, 0, 0}));
    ExpectEveryWay(OffsetOf(1), inputs, Tensor::Of<int32_t>({3}, {0, 3, 0}));
    ExpectEveryWay(OffsetOf(2), inputs, Tensor::Of<int32_t>({3}, {0, 10, 0}));
  }
}

TEST(ConcatOffsetKernelTest, RefusesShapesThatDoNotJoin) {
  const auto refuse = [](int32_t axis, Tensor a, Tensor b, const char* text) {
    ExpectRefusedEveryWay(OffsetOf(0), {Tensor::Scalar(axis), a, b}, text);
  };
  const Tensor first = Tensor::Of<int32_t>({3}, {2, 3, 5});
  refuse(1, first, Tensor::Of<int32_t>({3}, {2, 7, 10}),
         "All dimensions except 1 must match. Input 1 has shape [2 7 10] and "
         "doesn't match input 0 with shape [2 3 5].");
  refuse(1, first, Tensor::Of<int32_t>({1, 3}, {2, 7, 10}),
         "input 1 should be a vector, but got shape [1,3]");
  refuse(3, first, first, "Concat dim is out of range: 3 vs. 3");
  refuse(1, first, Tensor::Of<int32_t>({2}, {2, 3}), "");
  refuse(1, Tensor::Of<int32_t>({3}, {2, INT32_MAX, 5}), first, "");
}

}  // namespace
}  // namespace thalweg
