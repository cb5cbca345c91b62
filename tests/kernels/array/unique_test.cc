// Unique, UniqueWithCounts, their older forms, and ListDiff.
#include "thalweg/ops/array/unique.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "thalweg/ops/array/list_diff.h"
#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

const float kNan = std::numeric_limits<float>::quiet_NaN();

GraphFunction UniqueOutput(int i, DType out_idx = kInt32) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    if (inputs.size() == 1) {
      return UniqueWithCountsV1(inputs[0], {.out_idx = out_idx})[i];
    }
    return UniqueWithCounts(inputs[0], inputs[1], {.out_idx = out_idx})[i];
  };
}

void ExpectUnique(const std::vector<Tensor>& inputs, const Tensor& y,
                  const std::vector<int32_t>& idx,
                  const std::vector<int32_t>& count) {
  ExpectEveryWay(UniqueOutput(0), inputs, y);
  ExpectEveryWay(UniqueOutput(1), inputs, Tensor::Vector<int32_t>(idx));
  ExpectEveryWay(UniqueOutput(2), inputs, Tensor::Vector<int32_t>(count));
}

TEST(UniqueKernelTest, KeepsTheOrderOfFirstAppearance) {
  ExpectUnique({Tensor::Of<int32_t>({6}, {7, -1, 7, 3, -1, 7})},
               Tensor::Of<int32_t>({3}, {7, -1, 3}), {0, 1, 0, 2, 1, 0},
               {3, 2, 1});
}

TEST(UniqueKernelTest, ServesEveryType) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16, kInt8, kUint8, kInt16,
                      kUint16, kInt32, kUint32, kInt64, kUint64}) {
    ExpectUnique({MakeTensor(dtype, {4}, {5, 0, 5, 9})},
                 MakeTensor(dtype, {3}, {5, 0, 9}), {0, 1, 0, 2}, {2, 1, 1});
  }
  ExpectUnique({Tensor::Of<bool>({3}, {true, true, false})},
               Tensor::Of<bool>({2}, {true, false}), {0, 0, 1}, {2, 1});
  ExpectUnique({Tensor::Of<std::string>({3}, {"b", "", "b"})},
               Tensor::Of<std::string>({2}, {"b", ""}), {0, 1, 0}, {2, 1});
}

TEST(UniqueKernelTest, NanIsNeverTwiceAndZeroHasNoSign) {
  ExpectUnique({Tensor::Of<float>({4}, {kNan, 0, kNan, -0.0f})},
               Tensor::Of<float>({3}, {kNan, 0, kNan}), {0, 1, 2, 1},
               {1, 2, 1});
}

TEST(UniqueKernelTest, GivesIndicesOfInt64) {
  const Tensor x = Tensor::Of<bool>({3}, {true, true, false});
  ExpectEveryWay(UniqueOutput(1, kInt64), {x},
                 Tensor::Of<int64_t>({3}, {0, 0, 1}));
  ExpectEveryWay(UniqueOutput(2, kInt64), {x},
                 Tensor::Of<int64_t>({2}, {2, 1}));
}

TEST(UniqueKernelTest, ComparesSlicesAlongAnAxis) {
  const Tensor x = Tensor::Of<int64_t>({3, 3}, {1, 0, 0, 1, 0, 0, 2, 0, 0});
  for (int64_t axis : {0, -2}) {
    ExpectUnique({x, Tensor::Of<int64_t>({1}, {axis})},
                 Tensor::Of<int64_t>({2, 3}, {1, 0, 0, 2, 0, 0}), {0, 0, 1},
                 {2, 1});
  }
  ExpectUnique({x, Tensor::Of<int32_t>({1}, {1})},
               Tensor::Of<int64_t>({3, 2}, {1, 0, 1, 0, 2, 0}), {0, 1, 1},
               {1, 2});
  ExpectUnique(
      {Tensor::Of<std::string>({2}, {"a", "a"}), Tensor::Of<int32_t>({0}, {})},
      Tensor::Of<std::string>({1}, {"a"}), {0, 0}, {2});
}

TEST(UniqueKernelTest, SlicesWithoutElementsAreAllEqual) {
  ExpectUnique({Tensor::Of<float>({2, 0}, {}), Tensor::Of<int32_t>({1}, {0})},
               Tensor::Of<float>({1, 0}, {}), {0, 0}, {2});
  ExpectUnique({Tensor::Of<float>({2, 0}, {}), Tensor::Of<int32_t>({1}, {1})},
               Tensor::Of<float>({2, 0}, {}), {}, {});
  ExpectUnique({Tensor::Of<float>({0}, {})}, Tensor::Of<float>({0}, {}), {},
               {});
}

TEST(UniqueKernelTest, TellsManyElementsApart) {
  const Tensor x = Uniform(kInt32, {20000}, -5000, 5000);
  std::map<int32_t, int32_t> numbers;
  std::vector<int32_t> y, idx, count;
  for (int32_t value : x.flat<int32_t>()) {
    const auto [at, is_new] =
        numbers.emplace(value, static_cast<int32_t>(numbers.size()));
    if (is_new) {
      y.push_back(value);
      count.push_back(0);
    }
    idx.push_back(at->second);
    ++count[at->second];
  }
  ExpectUnique({x}, Tensor::Vector<int32_t>(y), idx, count);
}

TEST(UniqueKernelTest, TheFormWithoutCountsAgrees) {
  const Tensor x = Tensor::Of<int32_t>({3}, {4, 4, 5});
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& inputs) {
        return UniqueV1(inputs[0])[1];
      },
      {x}, Tensor::Of<int32_t>({3}, {0, 0, 1}));
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& inputs) {
        return Unique(inputs[0], inputs[1])[0];
      },
      {x, Tensor::Of<int64_t>({1}, {0})}, Tensor::Of<int32_t>({2}, {4, 5}));
}

TEST(UniqueKernelTest, RefusesOtherRanksAndAxes) {
  const Tensor matrix = Tensor::Of<float>({2, 2}, {1, 2, 3, 4});
  ExpectRefusedEveryWay(UniqueOutput(0), {matrix}, "");
  ExpectRefusedEveryWay(UniqueOutput(0), {matrix, Tensor::Of<int32_t>({0}, {})},
                        "");
  ExpectRefusedEveryWay(UniqueOutput(0),
                        {matrix, Tensor::Of<int32_t>({1}, {2})}, "");
  ExpectRefusedEveryWay(UniqueOutput(0),
                        {matrix, Tensor::Of<int32_t>({2}, {0, 1})},
                        "axis does not support input tensors larger than 1");
  ExpectRefusedEveryWay(UniqueOutput(0), {matrix, Tensor::Scalar(0)}, "");
}

TEST(UniqueTest, KnowsWhatItCanBeforeTheRun) {
  Graph graph;
  const Operation unique =
      Unique(Placeholder(graph, kFloat, {4, 5}), Input({1}));
  EXPECT_EQ(unique[0].shape(), Shape({4, -1}));
  EXPECT_EQ(unique[1].shape(), Shape({5}));
}

GraphFunction DiffOutput(int i, DType out_idx = kInt32) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return ListDiff(inputs[0], inputs[1], {.out_idx = out_idx})[i];
  };
}

TEST(ListDiffKernelTest, GivesWhatIsMissingInY) {
  const std::vector<Tensor> inputs = {Tensor::Of<int32_t>({5}, {3, 1, 3, 2, 9}),
                                      Tensor::Of<int32_t>({3}, {1, 9, 1})};
  ExpectEveryWay(DiffOutput(0), inputs, Tensor::Of<int32_t>({3}, {3, 3, 2}));
  ExpectEveryWay(DiffOutput(1), inputs, Tensor::Of<int32_t>({3}, {0, 2, 3}));
  ExpectEveryWay(DiffOutput(1, kInt64), inputs,
                 Tensor::Of<int64_t>({3}, {0, 2, 3}));
}

TEST(ListDiffKernelTest, ServesEveryType) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16, kInt8, kUint8, kInt16,
                      kUint16, kInt32, kUint32, kInt64, kUint64}) {
    ExpectEveryWay(
        DiffOutput(0),
        {MakeTensor(dtype, {3}, {4, 5, 6}), MakeTensor(dtype, {1}, {5})},
        MakeTensor(dtype, {2}, {4, 6}));
  }
  ExpectEveryWay(DiffOutput(0),
                 {Tensor::Of<std::string>({2}, {"a", "b"}),
                  Tensor::Of<std::string>({1}, {"a"})},
                 Tensor::Of<std::string>({1}, {"b"}));
}

TEST(ListDiffKernelTest, EmptyListsAndNan) {
  const Tensor none = Tensor::Of<float>({0}, {});
  const Tensor some = Tensor::Of<float>({2}, {kNan, 1});
  ExpectEveryWay(DiffOutput(0), {none, some}, none);
  ExpectEveryWay(DiffOutput(0), {some, none}, some);
  ExpectEveryWay(DiffOutput(0), {some, some}, Tensor::Of<float>({1}, {kNan}));
}

TEST(ListDiffKernelTest, RefusesOtherRanks) {
  const Tensor vector = Tensor::Of<float>({1}, {1});
  const Tensor matrix = Tensor::Of<float>({1, 1}, {1});
  ExpectRefusedEveryWay(DiffOutput(0), {vector, matrix}, "");
  ExpectRefusedEveryWay(DiffOutput(0), {matrix, vector}, "");
}

}  // namespace
}  // namespace thalweg
