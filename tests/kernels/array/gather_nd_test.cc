#include "thalweg/ops/array/gather_nd.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "thalweg/tests/kernels/array/positions.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction GatherNdWith(const std::string& policy) {
  return [policy](const Graph&, const std::vector<Output>& inputs) {
    return GatherNd(inputs[0], inputs[1], {.bad_indices_policy = policy});
  };
}

// A result position is [indices' but the last..., params' after the tuple...].
void ExpectGathers(DType dtype, const Shape& shape, const Tensor& indices) {
  const Tensor params = Counting(dtype, shape);
  const int outer = indices.rank() - 1;
  const int depth = static_cast<int>(indices.dim(outer));
  const Shape result =
      indices.shape().Slice(0, outer).Concat(shape.Slice(depth, shape.rank()));
  const auto source = [&](const Position& to) {
    int64_t at = 0;
    for (int i = 0; i < outer; ++i) at = at * indices.dim(i) + to[i];
    Position from;
    for (int i = 0; i < depth; ++i) {
      from.push_back(indices.data<int32_t>()[at * depth + i]);
    }
    from.insert(from.end(), to.begin() + outer, to.end());
    return from;
  };
  ExpectEveryWay(GatherNdWith(""), {params, indices},
                 FromPositions(params, result, source));
}

TEST(GatherNdKernelTest, PicksElementsAndSlices) {
  const Tensor pairs = Tensor::Of<int32_t>({3, 2}, {2, 0, 1, 2, 0, 0});
  ExpectGathers(kFloat, {3, 4}, pairs);
  ExpectGathers(kFloat, {3, 4, 5}, pairs);
  ExpectGathers(kFloat, {3, 4, 5},
                Tensor::Of<int32_t>({2, 2, 1}, {2, 0, 1, 1}));
}

TEST(GatherNdKernelTest, TakesAVectorForOneTuple) {
  ExpectGathers(kFloat, {3, 4, 5}, Tensor::Of<int32_t>({2}, {1, 3}));
  ExpectGathers(kFloat, {3, 4}, Tensor::Of<int32_t>({2}, {1, 3}));
}

TEST(GatherNdKernelTest, AnEmptyTuplePicksEverything) {
  ExpectGathers(kFloat, {2, 3}, Tensor::Of<int32_t>({2, 0}, {}));
  ExpectGathers(kFloat, {2, 3}, Tensor::Of<int32_t>({0}, {}));
}

TEST(GatherNdKernelTest, ServesEverySizeOfElement) {
  const Tensor indices = Tensor::Of<int32_t>({2, 1}, {1, 0});
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128, kString}) {
    ExpectGathers(dtype, {2, 3}, indices);
  }
}

TEST(GatherNdKernelTest, PicksNothingFromEmptyTensors) {
  ExpectGathers(kFloat, {2, 3}, Tensor::Of<int32_t>({0, 1}, {}));
  ExpectGathers(kFloat, {0, 3}, Tensor::Of<int32_t>({0, 2}, {}));
}

// More than one block of tuples and more than one piece for threads.
TEST(GatherNdKernelTest, PicksManySlices) {
  Tensor indices = Tensor::Allocate(kInt32, {30000, 2}).value();
  for (int64_t i = 0; i < indices.num_elements(); ++i) {
    indices.mutable_data<int32_t>()[i] = static_cast<int32_t>(i * 7 % 11);
  }
  ExpectGathers(kFloat, {11, 12, 3}, indices);
}

TEST(GatherNdKernelTest, TakesEveryTypeOfIndex) {
  const Tensor params = Tensor::Of<int32_t>({3}, {7, 8, 9});
  const Tensor expected = Tensor::Of<int32_t>({2}, {9, 7});
  ExpectEveryWay(GatherNdWith("ERROR"),
                 {params, Tensor::Of<int16_t>({2, 1}, {2, 0})}, expected);
  ExpectEveryWay(GatherNdWith("DEFAULT"),
                 {params, Tensor::Of<int64_t>({2, 1}, {2, 0})}, expected);
}

TEST(GatherNdKernelTest, NamesTheFirstTupleOutOfRange) {
  const Tensor params = Counting(kFloat, {2, 3});
  ExpectRefusedEveryWay(
      GatherNdWith(""), {params, Tensor::Of<int32_t>({1, 1}, {5})},
      "indices[0] = [5] does not index into param shape [2,3]");
  ExpectRefusedEveryWay(
      GatherNdWith(""),
      {params, Tensor::Of<int64_t>({2, 2, 2}, {0, 0, 1, 2, 0, -1, 9, 9})},
      "indices[1,0] = [0,-1] does not index into param shape [2,3]");
  ExpectRefusedEveryWay(
      GatherNdWith(""), {params, Tensor::Of<int32_t>({2}, {1, 3})},
      "indices = [1,3] does not index into param shape [2,3]");
}

TEST(GatherNdKernelTest, GivesZerosForIgnoredTuples) {
  ExpectEveryWay(GatherNdWith("IGNORE"),
                 {Tensor::Of<float>({2, 2}, {1, 2, 3, 4}),
                  Tensor::Of<int64_t>({3, 1}, {1, int64_t{1} << 62, -1})},
                 Tensor::Of<float>({3, 2}, {3, 4, 0, 0, 0, 0}));
  ExpectEveryWay(GatherNdWith("IGNORE"),
                 {Tensor::Of<std::string>({1}, {"a"}),
                  Tensor::Of<int32_t>({2, 1}, {1, 0})},
                 Tensor::Of<std::string>({2}, {"", "a"}));
}

TEST(GatherNdKernelTest, RefusesWhatDoesNotFit) {
  const Tensor params = Counting(kFloat, {2, 3});
  const auto refuse = [](const Tensor& from, const Tensor& indices,
                         const char* text) {
    ExpectRefusedEveryWay(GatherNdWith(""), {from, indices}, text);
  };
  refuse(params, Tensor::Of<int32_t>({1, 3}, {0, 0, 0}),
         "must be <= params rank; saw: 3 vs. 2");
  refuse(params, Tensor::Scalar(0), "indices must be at least a vector");
  refuse(Tensor::Scalar(1.0f), Tensor::Of<int32_t>({1}, {0}),
         "params must be at least a vector");
  refuse(Counting(kFloat, {0, 3}), Tensor::Of<int32_t>({1, 1}, {0}),
         "Requested more than 0 entries, but params is empty.");
  ExpectRefusedEveryWay(GatherNdWith("CLAMP"),
                        {params, Tensor::Of<int32_t>({1, 1}, {0})},
                        "Unknown bad indices handling attribute: CLAMP");
}

}  // namespace
}  // namespace thalweg
