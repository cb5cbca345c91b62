// ScatterNd, ScatterNdNonAliasingAdd and TensorScatter*.
#include "thalweg/ops/array/scatter_nd.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/array/tensor_scatter.h"
#include "thalweg/tests/support/evaluate.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Scatter = Output (*)(Input, Input, Input, BadIndicesAttrs);

GraphFunction With(Scatter scatter, const std::string& policy = "") {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return scatter(inputs[0], inputs[1], inputs[2],
                   {.bad_indices_policy = policy});
  };
}

constexpr Scatter kAll[] = {&TensorScatterUpdate, &TensorScatterAdd,
                            &TensorScatterSub, &TensorScatterMax,
                            &TensorScatterMin};

Tensor Ints(const Shape& shape, std::initializer_list<int32_t> values) {
  return Tensor::Of<int32_t>(shape, values);
}

TEST(ScatterNdKernelTest, AddsUpDuplicates) {
  ExpectEveryWay(
      With(&ScatterNd),
      {Ints({3, 1}, {2, 0, 2}), Ints({3}, {5, 6, 7}), Ints({1}, {4})},
      Ints({4}, {6, 0, 12, 0}));
  ExpectEveryWay(With(&ScatterNd),
                 {Ints({2, 2}, {1, 0, 1, 0}), Ints({2, 2}, {1, 2, 3, 4}),
                  Ints({3}, {2, 1, 2})},
                 Ints({2, 1, 2}, {0, 0, 4, 6}));
}

TEST(ScatterNdKernelTest, AddsInEveryType) {
  for (DType dtype :
       {kFloat, kDouble, kHalf, kBfloat16, kInt8, kUint8, kInt16, kUint16,
        kInt32, kUint32, kInt64, kUint64, kComplex64, kComplex128}) {
    ExpectEveryWay(
        With(&ScatterNd),
        {Tensor::Of<int64_t>({3, 1}, {1, 1, 0}),
         MakeTensor(dtype, {3}, {5, 6, 7}), Tensor::Of<int64_t>({1}, {3})},
        MakeTensor(dtype, {3}, {7, 11, 0}));
  }
}

TEST(ScatterNdKernelTest, JoinsStringsAndOrsBools) {
  ExpectEveryWay(
      With(&ScatterNd),
      {Ints({3, 1}, {1, 0, 1}), Tensor::Of<std::string>({3}, {"a", "b", "c"}),
       Ints({1}, {3})},
      Tensor::Of<std::string>({3}, {"b", "ac", ""}));
  ExpectEveryWay(With(&ScatterNd),
                 {Ints({3, 1}, {1, 1, 0}),
                  Tensor::Of<bool>({3}, {true, true, false}), Ints({1}, {2})},
                 Tensor::Of<bool>({2}, {false, true}));
}

TEST(ScatterNdKernelTest, WrapsIntegers) {
  const int32_t max = std::numeric_limits<int32_t>::max();
  ExpectEveryWay(With(&ScatterNd),
                 {Ints({2, 1}, {0, 0}), Ints({2}, {max, 1}), Ints({1}, {1})},
                 Ints({1}, {std::numeric_limits<int32_t>::min()}));
}

TEST(ScatterNdKernelTest, ScattersNothing) {
  ExpectEveryWay(With(&ScatterNd),
                 {Ints({0, 1}, {}), Ints({0, 2}, {}), Ints({2}, {2, 2})},
                 Ints({2, 2}, {0, 0, 0, 0}));
  ExpectEveryWay(With(&ScatterNd),
                 {Ints({0, 1}, {}), Ints({0}, {}), Ints({1}, {0})},
                 Ints({0}, {}));
}

// Columns are cut for threads; the oracle goes update by update.
TEST(ScatterNdKernelTest, AddsManyWideSlices) {
  constexpr int64_t kRows = 5, kCount = 700, kColumns = 300;
  Tensor indices = Tensor::Allocate(kInt32, {kCount, 1}).value();
  for (int64_t i = 0; i < kCount; ++i) {
    indices.mutable_data<int32_t>()[i] = static_cast<int32_t>(i * 3 % kRows);
  }
  const Tensor updates = Uniform(kFloat, {kCount, kColumns}, -1, 1);
  Tensor expected = Tensor::Zeros(kFloat, {kRows, kColumns}).value();
  for (int64_t i = 0; i < kCount * kColumns; ++i) {
    expected.mutable_data<float>()[i / kColumns * 3 % kRows * kColumns +
                                   i % kColumns] += updates.data<float>()[i];
  }
  ExpectEveryWay(With(&ScatterNd), {indices, updates, Ints({2}, {5, 300})},
                 expected);
}

TEST(ScatterNdKernelTest, LeavesOutIgnoredTuples) {
  ExpectEveryWay(
      With(&ScatterNd, "IGNORE"),
      {Ints({3, 1}, {-1, 1, 2}), Ints({3}, {5, 6, 7}), Ints({1}, {2})},
      Ints({2}, {0, 6}));
}

TEST(ScatterNdKernelTest, RefusesWhatDoesNotFit) {
  const auto refuse = [](const Tensor& indices, const Tensor& updates,
                         const Tensor& shape, const char* text) {
    ExpectRefusedEveryWay(With(&ScatterNd), {indices, updates, shape}, text);
  };
  refuse(Ints({1, 1}, {4}), Ints({1}, {1}), Ints({1}, {4}),
         "indices[0] = [4] does not index into shape [4]");
  refuse(Ints({2, 1}, {0, 1}), Ints({1}, {1}), Ints({1}, {4}),
         "Dimensions [0,1) of indices[shape=[2,1]] must match dimensions [0,1) "
         "of updates[shape=[1]]");
  refuse(Ints({1}, {0}), Ints({1}, {1}), Ints({1}, {1}),
         "must match dimensions [0,1) of updates[shape=[1]]");
  refuse(Ints({1, 1}, {0}), Ints({1, 3}, {1, 2, 3}), Ints({2}, {4, 2}),
         "Dimensions [1,2) of input[shape=");
  refuse(Ints({1, 2}, {0, 0}), Ints({1}, {1}), Ints({1}, {4}), "must match");
  refuse(Ints({1, 1}, {0}), Ints({1}, {1}), Ints({1}, {0}),
         "Indices and updates specified for empty output");
  refuse(Ints({}, {0}), Ints({1}, {1}), Ints({1}, {1}), "rank at least one");
  refuse(Ints({1, 1}, {0}), Ints({}, {1}), Ints({1}, {1}), "rank at least one");
  refuse(Ints({1, 1}, {0}), Ints({1}, {1}), Ints({1, 1}, {1}), "");
  refuse(Ints({1, 1}, {0}), Ints({1}, {1}), Ints({1}, {-5}), "");
  const int32_t huge = std::numeric_limits<int32_t>::max();
  refuse(Ints({1, 1}, {0}), Ints({1}, {1}), Ints({3}, {huge, huge, huge}), "");
  // One tuple without a list of tuples.
  refuse(Ints({1}, {0}), Ints({2}, {1, 2}), Ints({2}, {1, 2}), "");
}

TEST(TensorScatterKernelTest, CombinesAtTheTuples) {
  const Tensor tensor = Ints({4}, {1, 2, 3, 4});
  const Tensor indices = Ints({2, 1}, {3, 1});
  const Tensor updates = Ints({2}, {10, -10});
  const Tensor expected[] = {
      Ints({4}, {1, -10, 3, 10}), Ints({4}, {1, -8, 3, 14}),
      Ints({4}, {1, 12, 3, -6}), Ints({4}, {1, 2, 3, 10}),
      Ints({4}, {1, -10, 3, 4})};
  for (int i = 0; i < 5; ++i) {
    SCOPED_TRACE(i);
    ExpectEveryWay(With(kAll[i]), {tensor, indices, updates}, expected[i]);
  }
}

TEST(TensorScatterKernelTest, TheLastOfEqualTuplesIsKept) {
  ExpectEveryWay(
      With(&TensorScatterUpdate),
      {Tensor::Of<std::string>({2}, {"a", "b"}), Ints({3, 1}, {1, 1, 1}),
       Tensor::Of<std::string>({3}, {"c", "d", "e"})},
      Tensor::Of<std::string>({2}, {"a", "e"}));
}

TEST(TensorScatterKernelTest, ComparesInEveryRealType) {
  for (DType dtype :
       {kFloat, kDouble, kHalf, kBfloat16, kInt8, kInt16, kInt32, kInt64}) {
    ExpectEveryWay(With(&TensorScatterMax),
                   {MakeTensor(dtype, {2}, {-3, 5}), Ints({2, 1}, {0, 1}),
                    MakeTensor(dtype, {2}, {-1, -7})},
                   MakeTensor(dtype, {2}, {-1, 5}));
  }
  for (DType dtype : {kUint8, kUint16, kUint32, kUint64}) {
    const Tensor large = MakeTensor(dtype, {1}, {200});
    ExpectEveryWay(With(&TensorScatterMin),
                   {large, Ints({1, 1}, {0}), MakeTensor(dtype, {1}, {3})},
                   MakeTensor(dtype, {1}, {3}));
  }
}

TEST(TensorScatterKernelTest, ANanUpdateDoesNotWin) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (Scatter scatter : {&TensorScatterMax, &TensorScatterMin}) {
    ExpectEveryWay(With(scatter),
                   {Tensor::Of<float>({2}, {1, nan}), Ints({2, 1}, {0, 1}),
                    Tensor::Of<float>({2}, {nan, 1})},
                   Tensor::Of<float>({2}, {1, nan}));
  }
}

TEST(TensorScatterKernelTest, RefusesWhatDoesNotFit) {
  for (Scatter scatter : kAll) {
    ExpectRefusedEveryWay(
        With(scatter),
        {Ints({3}, {1, 2, 3}), Ints({1, 1}, {0}), Ints({2}, {1, 2})},
        "must match");
    ExpectRefusedEveryWay(
        With(scatter),
        {Ints({3}, {1, 2, 3}), Ints({1, 1}, {3}), Ints({1}, {1})},
        "indices[0] = [3] does not index into shape [3]");
    ExpectRefusedEveryWay(
        With(scatter), {Ints({}, {1}), Ints({1, 1}, {0}), Ints({1}, {1})}, "");
  }
}

TEST(NonAliasingAddKernelTest, AddsUpDuplicates) {
  ExpectEveryWay(With(&ScatterNdNonAliasingAdd),
                 {Ints({2, 2}, {1, 2, 3, 4}), Ints({2, 1}, {1, 1}),
                  Ints({2, 2}, {1, 1, 2, 2})},
                 Ints({2, 2}, {1, 2, 6, 7}));
  ExpectEveryWay(With(&ScatterNdNonAliasingAdd),
                 {Tensor::Of<bool>({2}, {true, false}), Ints({1, 1}, {0}),
                  Tensor::Of<bool>({1}, {true})},
                 Tensor::Of<bool>({2}, {true, false}));
}

// As TensorFlow does, whose shape function knows nothing of it.
TEST(NonAliasingAddKernelTest, TakesAVectorForIndicesOfRows) {
  Graph graph;
  const Output input = Placeholder(graph, kInt32, Shape::Unknown());
  const Output indices = Placeholder(graph, kInt32, Shape::Unknown());
  const Output updates = Placeholder(graph, kInt32, Shape::Unknown());
  ExpectEqual(Evaluate(ScatterNdNonAliasingAdd(input, indices, updates),
                       {{input, Ints({3}, {1, 2, 3})},
                        {indices, Ints({3}, {2, 2, 0})},
                        {updates, Ints({3}, {10, 20, 30})}}),
              Ints({3}, {31, 2, 33}));
}

}  // namespace
}  // namespace thalweg
