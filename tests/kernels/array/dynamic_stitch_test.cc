// DynamicPartition, DynamicStitch, ParallelDynamicStitch and EditDistance.
#include "thalweg/ops/array/dynamic_stitch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "thalweg/graph/build.h"
#include "thalweg/ops/array/dynamic_partition.h"
#include "thalweg/ops/array/edit_distance.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/ops/operators.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/gradient_check.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

GraphFunction PartOf(int part, int64_t count) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return DynamicPartition(inputs[0], inputs[1], count)[part];
  };
}

TEST(DynamicPartitionKernelTest, DealsOutSlicesInOrder) {
  const std::vector<Tensor> inputs = {
      Tensor::Of<float>({4, 2}, {1, 2, 3, 4, 5, 6, 7, 8}),
      Tensor::Of<int32_t>({4}, {2, 0, 2, 2})};
  const Tensor expected[] = {Tensor::Of<float>({1, 2}, {3, 4}),
                             Tensor::Of<float>({0, 2}, {}),
                             Tensor::Of<float>({3, 2}, {1, 2, 5, 6, 7, 8})};
  for (int i : {0, 1, 2}) ExpectEveryWay(PartOf(i, 3), inputs, expected[i]);
}

TEST(DynamicPartitionKernelTest, TakesPartitionsOfAnyRank) {
  const Tensor data = Tensor::Of<std::string>({2, 2}, {"a", "b", "c", "d"});
  ExpectEveryWay(PartOf(1, 2),
                 {data, Tensor::Of<int32_t>({2, 2}, {1, 0, 0, 1})},
                 Tensor::Of<std::string>({2}, {"a", "d"}));
  ExpectEveryWay(PartOf(1, 2), {data, Tensor::Scalar<int32_t>(1)},
                 Tensor::Of<std::string>({1, 2, 2}, {"a", "b", "c", "d"}));
  ExpectEveryWay(PartOf(0, 2), {data, Tensor::Scalar<int32_t>(1)},
                 Tensor::Of<std::string>({0, 2, 2}, {}));
}

TEST(DynamicPartitionKernelTest, MovesEverySizeOfElement) {
  for (DType dtype : {kBool, kHalf, kFloat, kDouble, kComplex128}) {
    ExpectEveryWay(PartOf(0, 2),
                   {MakeTensor(dtype, {3}, {1, 0, 1}),
                    Tensor::Of<int32_t>({3}, {0, 0, 1})},
                   MakeTensor(dtype, {2}, {1, 0}));
  }
}

TEST(DynamicPartitionKernelTest, RefusesWhatDoesNotFit) {
  const Tensor data = Tensor::Of<float>({3}, {1, 2, 3});
  ExpectRefusedEveryWay(PartOf(0, 2),
                        {data, Tensor::Of<int32_t>({3}, {0, 3, 1})},
                        "partitions[1] = 3 is not in [0, 2)");
  ExpectRefusedEveryWay(PartOf(0, 2),
                        {data, Tensor::Of<int32_t>({3}, {0, 1, -1})},
                        "partitions[2] = -1 is not in [0, 2)");
  ExpectRefusedEveryWay(PartOf(0, 2), {data, Tensor::Of<int32_t>({2}, {0, 1})},
                        "data.shape must start with partitions.shape");
}

TEST(DynamicPartitionTest, IsDifferentiableByAllPartsTogether) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& inputs) {
        const Operation parts =
            DynamicPartition(inputs[0], Input({0, 2, 0}), 3);
        return parts[0] * parts[0];
      },
      {Uniform(kDouble, {3, 2}, 0, 1)});
}

using Stitch = Output (*)(InputList, InputList);

// The first half of the inputs are indices.
GraphFunction With(Stitch stitch) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    const size_t half = inputs.size() / 2;
    return stitch(std::vector<Output>(inputs.begin(), inputs.begin() + half),
                  std::vector<Output>(inputs.begin() + half, inputs.end()));
  };
}

constexpr Stitch kBoth[] = {&DynamicStitch, &ParallelDynamicStitch};

TEST(DynamicStitchKernelTest, PutsSlicesInTheirPlaces) {
  for (Stitch stitch : kBoth) {
    ExpectEveryWay(
        With(stitch),
        {Tensor::Scalar<int32_t>(4), Tensor::Of<int32_t>({2, 2}, {3, 0, 1, 2}),
         Tensor::Of<float>({2}, {1, 2}),
         Tensor::Of<float>({2, 2, 2}, {3, 4, 5, 6, 7, 8, 9, 10})},
        Tensor::Of<float>({5, 2}, {5, 6, 7, 8, 9, 10, 3, 4, 1, 2}));
  }
}

TEST(DynamicStitchKernelTest, TheLastOfEqualIndicesCounts) {
  ExpectEveryWay(
      With(&DynamicStitch),
      {Tensor::Of<int32_t>({2}, {0, 1}), Tensor::Of<int32_t>({2}, {1, 1}),
       Tensor::Of<std::string>({2}, {"a", "b"}),
       Tensor::Of<std::string>({2}, {"c", "d"})},
      Tensor::Of<std::string>({2}, {"a", "d"}));
}

TEST(DynamicStitchKernelTest, SlicesWithoutAnIndexAreZero) {
  ExpectEveryWay(With(&DynamicStitch),
                 {Tensor::Of<int32_t>({3}, {3, 3, 1}),
                  Tensor::Of<int64_t>({3}, {7, 8, 9})},
                 Tensor::Of<int64_t>({4}, {0, 9, 0, 8}));
  ExpectEveryWay(With(&DynamicStitch),
                 {Tensor::Of<int32_t>({0}, {}), Tensor::Of<float>({0, 2}, {})},
                 Tensor::Of<float>({0, 2}, {}));
}

// Columns are cut for threads.
TEST(DynamicStitchKernelTest, PutsWideSlices) {
  constexpr int64_t kRows = 300, kColumns = 500;
  const Tensor data = Uniform(kFloat, {kRows, kColumns}, 0, 1);
  Tensor indices = Tensor::Allocate(kInt32, {kRows}).value();
  Tensor expected = Tensor::Allocate(kFloat, {kRows, kColumns}).value();
  for (int64_t i = 0; i < kRows; ++i) {
    const int64_t to = i * 7 % kRows;
    indices.mutable_data<int32_t>()[i] = static_cast<int32_t>(to);
    std::copy_n(data.data<float>() + i * kColumns, kColumns,
                expected.mutable_data<float>() + to * kColumns);
  }
  ExpectEveryWay(With(&ParallelDynamicStitch), {indices, data}, expected);
}

TEST(DynamicStitchKernelTest, RefusesWhatDoesNotFit) {
  const Tensor one = Tensor::Of<int32_t>({1}, {0});
  for (Stitch stitch : kBoth) {
    ExpectRefusedEveryWay(With(stitch),
                          {one, one, Tensor::Of<float>({1, 2}, {1, 2}),
                           Tensor::Of<float>({1, 3}, {1, 2, 3})},
                          "Need data[0].shape[1:] = data[1].shape[1:], got "
                          "data[0].shape = [1,2]");
    ExpectRefusedEveryWay(With(stitch),
                          {one, Tensor::Of<float>({2, 2}, {1, 2, 3, 4})},
                          "does not start with indices[0].shape = [1]");
    ExpectRefusedEveryWay(
        With(stitch),
        {Tensor::Of<int32_t>({1}, {-559038737}), Tensor::Of<float>({1}, {1})},
        "is out of range");
  }
  const int32_t huge = std::numeric_limits<int32_t>::max();
  Graph graph;
  EXPECT_FALSE(
      DynamicStitch({Output(Constant(graph, Tensor::Of<int32_t>({1}, {huge})))},
                    {Output(Placeholder(graph, kFloat, {1, int64_t{1} << 40}))})
          .shape()
          .IsFullyDefined());
  EXPECT_FALSE(graph.status().ok());
}

TEST(DynamicStitchTest, RefusesListsOfDifferentLengths) {
  Graph graph;
  const Output data = Placeholder(graph, kFloat, {1});
  DynamicStitch({Input({0}), Input({1})}, {data});
  EXPECT_FALSE(graph.status().ok());
}

TEST(DynamicStitchTest, KnowsItsShapeFromConstantIndices) {
  Graph graph;
  const Output data = Placeholder(graph, kFloat, {2, -1});
  EXPECT_EQ(DynamicStitch({Input({5, 1})}, {data}).shape(), Shape({6, -1}));
}

TEST(DynamicStitchTest, GivesEachPartItsSlicesOfTheGradient) {
  CheckGradients(
      [](const Graph&, const std::vector<Output>& inputs) {
        return DynamicStitch({Input({2, 0}), Input(1)}, inputs);
      },
      {Uniform(kDouble, {2, 2}, 0, 1), Uniform(kDouble, {2}, 0, 1)});
}

GraphFunction DistanceWith(bool normalize) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return EditDistance(inputs[0], inputs[1], inputs[2], inputs[3], inputs[4],
                        inputs[5], {.normalize = normalize});
  };
}

// Row [0]: 0, 1 against 0. Row [1]: 1, -1 against 1, 1. Row [2]: nothing
// against 5. Row [3]: 5 against nothing. Row [4]: nothing at all.
std::vector<Tensor> FiveRows() {
  return {Tensor::Of<int64_t>({5, 2}, {0, 0, 0, 1, 1, 0, 1, 1, 3, 0}),
          Tensor::Of<int32_t>({5}, {0, 1, 1, -1, 5}),
          Tensor::Of<int64_t>({2}, {4, 2}),
          Tensor::Of<int64_t>({4, 2}, {0, 0, 1, 0, 1, 1, 2, 0}),
          Tensor::Of<int32_t>({4}, {0, 1, 1, 5}),
          Tensor::Of<int64_t>({2}, {5, 2})};
}

TEST(EditDistanceKernelTest, CountsEditsRowByRow) {
  const float infinity = std::numeric_limits<float>::infinity();
  ExpectEveryWay(DistanceWith(false), FiveRows(),
                 Tensor::Of<float>({5}, {1, 1, 1, 1, 0}));
  ExpectEveryWay(DistanceWith(true), FiveRows(),
                 Tensor::Of<float>({5}, {1, 0.5, 1, infinity, 0}));
}

TEST(EditDistanceKernelTest, ComparesWords) {
  const auto word = [](const std::string& text, std::vector<Tensor>& inputs) {
    const int64_t size = static_cast<int64_t>(text.size());
    Tensor indices = Tensor::Zeros(kInt64, {size, 3}).value();
    std::vector<std::string> letters;
    for (int64_t i = 0; i < size; ++i) {
      indices.mutable_data<int64_t>()[i * 3 + 2] = i;
      letters.push_back(text.substr(i, 1));
    }
    inputs.push_back(indices);
    inputs.push_back(Tensor::Vector<std::string>(letters));
    inputs.push_back(Tensor::Of<int64_t>({3}, {1, 1, size}));
  };
  std::vector<Tensor> inputs;
  word("kitten", inputs);
  word("sitting", inputs);
  ExpectEveryWay(DistanceWith(false), inputs, Tensor::Of<float>({1, 1}, {3}));
}

TEST(EditDistanceKernelTest, RefusesWhatDoesNotFit) {
  const auto refuse = [](int input, const Tensor& bad, const char* text) {
    std::vector<Tensor> inputs = FiveRows();
    inputs[input] = bad;
    ExpectRefusedEveryWay(DistanceWith(true), inputs, text);
  };
  refuse(0, Tensor::Of<int64_t>({2}, {0, 0}), "");
  refuse(1, Tensor::Of<int32_t>({1}, {1}), "");
  refuse(2, Tensor::Of<int64_t>({3}, {4, 2, 1}), "");
  refuse(2, Tensor::Of<int64_t>({2}, {-4, 2}), "");
  refuse(3, Tensor::Of<int64_t>({4, 2}, {0, 0, 1, 0, 1, 1, 5, 0}),
         "truth_indices[3,0] = 5 is not in [0, 5)");
  refuse(3, Tensor::Of<int64_t>({4, 2}, {0, 0, 1, 0, 0, 1, 2, 0}),
         "truth_indices[2] is out of order");
  const Tensor no_rank = Tensor::Of<int64_t>({0}, {});
  const Tensor no_columns = Tensor::Of<int64_t>({1, 0}, {});
  const Tensor value = Tensor::Of<int32_t>({1}, {1});
  ExpectRefusedEveryWay(
      DistanceWith(true),
      {no_columns, value, no_rank, no_columns, value, no_rank},
      "must have rank at least 2, but truth_shape rank is: 0");
}

}  // namespace
}  // namespace thalweg
