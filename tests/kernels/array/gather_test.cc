#include "thalweg/ops/array/gather.h"

#include <gtest/gtest.h>

#include <vector>

#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction GatherWith(int64_t batch_dims) {
  return [batch_dims](const Graph&, const std::vector<Output>& inputs) {
    return Gather(inputs[0], inputs[1], inputs[2], {.batch_dims = batch_dims});
  };
}

// A result position is [batch and outer..., indices'..., inner...].
void ExpectGathers(DType dtype, const Shape& shape, const Tensor& indices,
                   int axis, int batch_dims) {
  const Tensor params = Counting(dtype, shape);
  const int own = indices.rank() - batch_dims;
  const Shape result =
      shape.Slice(0, axis)
          .Concat(indices.shape().Slice(batch_dims, indices.rank()))
          .Concat(shape.Slice(axis + 1, shape.rank()));
  const auto source = [&](const Position& to) {
    int64_t at = 0;
    for (int i = 0; i < indices.rank(); ++i) {
      const int64_t p = i < batch_dims ? to[i] : to[axis + i - batch_dims];
      at = at * indices.dim(i) + p;
    }
    Position from(to.begin(), to.begin() + axis);
    from.push_back(indices.data<int32_t>()[at]);
    from.insert(from.end(), to.begin() + axis + own, to.end());
    return from;
  };
  const Tensor expected = FromPositions(params, result, source);
  for (int32_t spelled : {axis, axis - shape.rank()}) {
    ExpectEveryWay(GatherWith(batch_dims),
                   {params, indices, Tensor::Scalar<int32_t>(spelled)},
                   expected);
  }
}

TEST(GatherKernelTest, PicksAlongEveryAxis) {
  const Tensor indices = Tensor::Of<int32_t>({2, 2}, {2, 0, 1, 2});
  for (int axis : {0, 1, 2}) ExpectGathers(kFloat, {3, 4, 5}, indices, axis, 0);
  ExpectGathers(kFloat, {3, 4}, Tensor::Scalar<int32_t>(2), 1, 0);
}

TEST(GatherKernelTest, PicksRowByRowInBatches) {
  ExpectGathers(kFloat, {2, 3}, Tensor::Of<int32_t>({2, 2}, {2, 0, 1, 1}), 1,
                1);
  ExpectGathers(kFloat, {2, 5, 3, 4}, Tensor::Of<int32_t>({2, 2}, {2, 0, 1, 1}),
                2, 1);
  ExpectGathers(kFloat, {2, 3}, Tensor::Of<int32_t>({2}, {2, 0}), 1, 1);
}

TEST(GatherKernelTest, ServesEverySizeOfElement) {
  const Tensor indices = Tensor::Of<int32_t>({3}, {1, 1, 0});
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectGathers(dtype, {2, 3}, indices, 0, 0);
    ExpectGathers(dtype, {2, 3}, indices, 1, 0);
  }
}

TEST(GatherKernelTest, PicksFromAndIntoEmptyTensors) {
  ExpectGathers(kFloat, {2, 3}, Tensor::Of<int32_t>({0}, {}), 0, 0);
  ExpectGathers(kFloat, {2, 0}, Tensor::Of<int32_t>({3}, {0, 1, 0}), 0, 0);
}

// More than one block of indices and more than one piece for threads.
TEST(GatherKernelTest, PicksManyRows) {
  Tensor indices = Tensor::Allocate(kInt32, {3, 10000}).value();
  for (int64_t i = 0; i < indices.num_elements(); ++i) {
    indices.mutable_data<int32_t>()[i] = static_cast<int32_t>(i * 7 % 11);
  }
  ExpectGathers(kFloat, {11, 4}, indices, 0, 0);
  ExpectGathers(kFloat, {3, 11}, indices, 1, 1);
}

TEST(GatherKernelTest, TakesEveryTypeOfIndex) {
  const Tensor params = Tensor::Of<int32_t>({3}, {7, 8, 9});
  const Tensor expected = Tensor::Of<int32_t>({2}, {9, 7});
  const Tensor axis = Tensor::Scalar<int64_t>(0);
  ExpectEveryWay(GatherWith(0),
                 {params, Tensor::Of<int16_t>({2}, {2, 0}), axis}, expected);
  ExpectEveryWay(GatherWith(0),
                 {params, Tensor::Of<int64_t>({2}, {2, 0}), axis}, expected);
}

TEST(GatherKernelTest, NamesTheFirstIndexOutOfRange) {
  const auto refuse = [](Tensor indices, const char* text) {
    ExpectRefusedEveryWay(
        GatherWith(0),
        {Counting(kFloat, {2, 3}), indices, Tensor::Scalar<int32_t>(0)}, text);
  };
  refuse(Tensor::Of<int32_t>({1}, {5}), "indices[0] = 5 is not in [0, 2)");
  refuse(Tensor::Of<int32_t>({2, 2}, {0, 1, -1, 7}),
         "indices[1,0] = -1 is not in [0, 2)");
  refuse(Tensor::Scalar<int64_t>(int64_t{1} << 40),
         "indices = 1099511627776 is not in [0, 2)");
}

TEST(GatherKernelTest, RefusesOtherRanksAndAxes) {
  const Tensor params = Counting(kFloat, {2, 3});
  const Tensor indices = Tensor::Of<int32_t>({2}, {0, 1});
  const auto refuse = [&](int64_t batch_dims, int32_t axis, const char* text) {
    ExpectRefusedEveryWay(GatherWith(batch_dims),
                          {params, indices, Tensor::Scalar(axis)}, text);
  };
  refuse(0, 2, "Shape must be at least rank 3 but is rank 2");
  refuse(0, -3, "Shape must be at least rank 3 but is rank 2");
  refuse(1, 0, "batch_dims (1) must be less than or equal to axis (0)");
  refuse(2, 1, "Expected batch_dims in the range [-1, 1], but got 2");
  ExpectRefusedEveryWay(
      GatherWith(1),
      {params, Tensor::Of<int32_t>({3, 1}, {0, 1, 2}), Tensor::Scalar(1)}, "");
  ExpectRefusedEveryWay(GatherWith(0),
                        {params, indices, Tensor::Of<int32_t>({1}, {0})},
                        "axis must be");
  ExpectRefusedEveryWay(GatherWith(0),
                        {Tensor::Scalar(1.0f), indices, Tensor::Scalar(0)}, "");
}

}  // namespace
}  // namespace thalweg
