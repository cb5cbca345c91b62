// Bincount, DenseBincount and HistogramFixedWidth.
#include "thalweg/ops/math/bincount.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "thalweg/ops/math/histogram_fixed_width.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output Bins(const Graph&, const std::vector<Output>& inputs) {
  return Bincount(inputs[0], inputs[1], inputs[2]);
}

GraphFunction DenseWith(bool binary) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return DenseBincount(inputs[0], inputs[1], inputs[2],
                         {.binary_output = binary});
  };
}

constexpr DType kWeights[] = {kInt32, kInt64, kFloat, kDouble};

TEST(BincountKernelTest, CountsOrSumsWeights) {
  const Tensor values = Tensor::Of<int32_t>({2, 3}, {1, 0, 1, 2, 9, 1});
  for (DType dtype : kWeights) {
    ExpectEveryWay(Bins,
                   {values, Tensor::Scalar(4), MakeTensor(dtype, {0}, {})},
                   MakeTensor(dtype, {4}, {1, 3, 1, 0}));
    ExpectEveryWay(Bins,
                   {values, Tensor::Scalar(4),
                    MakeTensor(dtype, {2, 3}, {1, 2, 3, 4, 5, 6})},
                   MakeTensor(dtype, {4}, {2, 10, 4, 0}));
  }
  ExpectEveryWay(Bins, {values, Tensor::Scalar(0), MakeTensor(kFloat, {0}, {})},
                 MakeTensor(kFloat, {0}, {}));
}

TEST(DenseBincountKernelTest, CountsInEachRow) {
  const Tensor values = Tensor::Of<int64_t>({2, 3}, {1, 0, 1, 2, 9, 1});
  const Tensor size = Tensor::Scalar<int64_t>(3);
  const Tensor none = MakeTensor(kFloat, {0}, {});
  const Tensor weights = MakeTensor(kFloat, {2, 3}, {1, 2, 3, 4, 5, 6});
  ExpectEveryWay(DenseWith(false), {values, size, none},
                 MakeTensor(kFloat, {2, 3}, {1, 2, 0, 0, 1, 1}));
  ExpectEveryWay(DenseWith(false), {values, size, weights},
                 MakeTensor(kFloat, {2, 3}, {2, 4, 0, 0, 6, 4}));
  for (const Tensor& any : {none, weights}) {
    ExpectEveryWay(DenseWith(true), {values, size, any},
                   MakeTensor(kFloat, {2, 3}, {1, 1, 0, 0, 1, 1}));
  }
  ExpectEveryWay(DenseWith(false),
                 {Tensor::Of<int64_t>({3}, {1, 1, 2}), size, none},
                 MakeTensor(kFloat, {3}, {0, 2, 1}));
  ExpectEveryWay(DenseWith(false),
                 {Tensor::Of<int64_t>({2, 0}, {}), size, none},
                 MakeTensor(kFloat, {2, 3}, {0, 0, 0, 0, 0, 0}));
}

// More than one block of values, rows for several threads.
TEST(DenseBincountKernelTest, CountsManyValues) {
  constexpr int64_t kRows = 40, kColumns = 1000, kSize = 50;
  const Tensor values = Uniform(kInt32, {kRows, kColumns}, 0, 59);
  Tensor expected = Tensor::Zeros(kInt64, {kRows, kSize}).value();
  for (int64_t i = 0; i < kRows * kColumns; ++i) {
    const int32_t value = values.data<int32_t>()[i];
    if (value < kSize) {
      ++expected.mutable_data<int64_t>()[i / kColumns * kSize + value];
    }
  }
  ExpectEveryWay(
      DenseWith(false),
      {values, Tensor::Scalar<int32_t>(kSize), Tensor::Of<int64_t>({0}, {})},
      expected);
}

TEST(BincountKernelTest, RefusesWhatDoesNotFit) {
  const Tensor values = Tensor::Of<int32_t>({2}, {1, 0});
  const Tensor none = MakeTensor(kFloat, {0}, {});
  for (const GraphFunction& bins : {GraphFunction(Bins), DenseWith(false)}) {
    ExpectRefusedEveryWay(bins, {values, Tensor::Scalar(-3), none},
                          "size (-3) must be non-negative");
    ExpectRefusedEveryWay(bins, {values, Tensor::Scalar(-1), none},
                          "size (-1) must be non-negative");
    ExpectRefusedEveryWay(bins, {values, Tensor::Of<int32_t>({1}, {1}), none},
                          "Shape must be rank 0 but is rank 1");
    ExpectRefusedEveryWay(
        bins, {Tensor::Of<int32_t>({1}, {-1}), Tensor::Scalar(2), none},
        "Input arr must be non-negative!");
    ExpectRefusedEveryWay(
        bins, {values, Tensor::Scalar(2), MakeTensor(kFloat, {3}, {1, 2, 3})},
        "`weights` must be the same shape as `arr`");
  }
  ExpectRefusedEveryWay(
      DenseWith(false),
      {Tensor::Of<int32_t>({1, 1, 1}, {0}), Tensor::Scalar(2), none}, "rank 3");
  ExpectRefusedEveryWay(DenseWith(false),
                        {Tensor::Scalar(0), Tensor::Scalar(2), none}, "rank 0");
}

GraphFunction HistogramWith(DType dtype) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return HistogramFixedWidth(inputs[0], inputs[1], inputs[2],
                               {.dtype = dtype});
  };
}

TEST(HistogramKernelTest, CountsInEqualIntervals) {
  for (DType dtype : kWeights) {
    const Tensor values = MakeTensor(dtype, {2, 4}, {-1, 0, 1, 2, 4, 5, 15, 3});
    ExpectEveryWay(HistogramWith(kInt32),
                   {values, MakeTensor(dtype, {2}, {0, 5}), Tensor::Scalar(5)},
                   Tensor::Of<int32_t>({5}, {2, 1, 1, 1, 3}));
  }
  ExpectEveryWay(HistogramWith(kInt64),
                 {MakeTensor(kFloat, {0}, {}), MakeTensor(kFloat, {2}, {0, 5}),
                  Tensor::Scalar(2)},
                 Tensor::Of<int64_t>({2}, {0, 0}));
}

TEST(HistogramKernelTest, WideRangesAndInfinitiesHaveTheirBins) {
  const int32_t low = std::numeric_limits<int32_t>::min();
  const int32_t high = std::numeric_limits<int32_t>::max();
  const Tensor ends = Tensor::Of<int32_t>({2}, {low, high});
  ExpectEveryWay(HistogramWith(kInt32), {ends, ends, Tensor::Scalar(2)},
                 Tensor::Of<int32_t>({2}, {1, 1}));
  const float infinity = std::numeric_limits<float>::infinity();
  ExpectEveryWay(HistogramWith(kInt32),
                 {Tensor::Of<float>({3}, {-infinity, 1, infinity}),
                  Tensor::Of<float>({2}, {0, 4}), Tensor::Scalar(2)},
                 Tensor::Of<int32_t>({2}, {2, 1}));
  ExpectEveryWay(HistogramWith(kInt32),
                 {Tensor::Of<float>({2}, {1, infinity}),
                  Tensor::Of<float>({2}, {0, infinity}), Tensor::Scalar(2)},
                 Tensor::Of<int32_t>({2}, {2, 0}));
}

TEST(HistogramKernelTest, RefusesWhatIsNoRange) {
  const Tensor values = MakeTensor(kFloat, {1}, {1});
  const Tensor range = MakeTensor(kFloat, {2}, {0, 5});
  const Tensor bins = Tensor::Scalar(5);
  const auto refuse = [](const std::vector<Tensor>& inputs, const char* text) {
    ExpectRefusedEveryWay(HistogramWith(kInt32), inputs, text);
  };
  refuse({values, MakeTensor(kFloat, {2}, {5, 0}), bins},
         "value_range should satisfy value_range[0] < value_range[1], but got "
         "'[5, 0]'");
  refuse({values, MakeTensor(kFloat, {3}, {0, 1, 2}), bins},
         "value_range should be a vector of 2 elements");
  refuse({values, range, Tensor::Scalar(0)},
         "nbins should be a positive number, but got '0'");
  refuse({values, range, Tensor::Of<int32_t>({1}, {1})},
         "nbins should be a scalar");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  refuse({Tensor::Scalar(nan), range, bins},
         "Histogram values must not contain NaN");
}

}  // namespace
}  // namespace thalweg
