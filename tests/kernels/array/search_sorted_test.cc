// LowerBound, UpperBound and Bucketize.
#include "thalweg/ops/array/search_sorted.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "thalweg/ops/math/bucketize.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using Search = Output (*)(Input, Input, SearchSortedAttrs);

GraphFunction With(Search search, DType out_type = kInt32) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return search(inputs[0], inputs[1], {.out_type = out_type});
  };
}

TEST(SearchSortedKernelTest, CountsLesserAndNotGreaterElements) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16, kInt8, kUint8, kInt16,
                      kUint16, kInt32, kUint32, kInt64, kUint64}) {
    const std::vector<Tensor> inputs = {
        MakeTensor(dtype, {2, 4}, {1, 3, 3, 7, 2, 2, 2, 2}),
        MakeTensor(dtype, {2, 3}, {3, 0, 9, 2, 1, 3})};
    ExpectEveryWay(With(&LowerBound), inputs,
                   Tensor::Of<int32_t>({2, 3}, {1, 0, 4, 0, 0, 4}));
    ExpectEveryWay(With(&UpperBound), inputs,
                   Tensor::Of<int32_t>({2, 3}, {3, 0, 4, 4, 0, 4}));
  }
}

TEST(SearchSortedKernelTest, CountsInInt64AndInEmptyRows) {
  ExpectEveryWay(
      With(&UpperBound, kInt64),
      {Tensor::Of<float>({1, 1}, {1}), Tensor::Of<float>({1, 1}, {2})},
      Tensor::Of<int64_t>({1, 1}, {1}));
  ExpectEveryWay(
      With(&LowerBound),
      {Tensor::Of<float>({2, 0}, {}), Tensor::Of<float>({2, 1}, {0, 1})},
      Tensor::Of<int32_t>({2, 1}, {0, 0}));
  ExpectEveryWay(
      With(&LowerBound),
      {Tensor::Of<float>({2, 1}, {1, 2}), Tensor::Of<float>({2, 0}, {})},
      Tensor::Of<int32_t>({2, 0}, {}));
}

TEST(SearchSortedKernelTest, RefusesOtherShapes) {
  const Tensor sorted = Tensor::Of<float>({2, 1}, {1, 2});
  for (Search search : {&LowerBound, &UpperBound}) {
    ExpectRefusedEveryWay(
        With(search), {sorted, Tensor::Of<float>({2, 1, 0}, {})},
        "Shape must be rank 2 but is rank 3 for `values` argument");
    ExpectRefusedEveryWay(
        With(search), {Tensor::Of<float>({2}, {1, 2}), sorted},
        "Shape must be rank 2 but is rank 1 for `sorted_inputs` argument");
    ExpectRefusedEveryWay(With(search),
                          {sorted, Tensor::Of<float>({1, 1}, {1})},
                          "Leading dim_size of both tensors must match");
  }
}

GraphFunction BucketsOf(std::vector<float> boundaries) {
  return [=](const Graph&, const std::vector<Output>& inputs) {
    return Bucketize(inputs[0], boundaries);
  };
}

TEST(BucketizeKernelTest, CountsBoundariesNotGreater) {
  for (DType dtype : {kInt32, kInt64, kFloat, kDouble}) {
    ExpectEveryWay(BucketsOf({0, 3, 8, 11}),
                   {MakeTensor(dtype, {2, 4}, {-5, 0, 2, 3, 5, 8, 10, 11})},
                   Tensor::Of<int32_t>({2, 4}, {0, 1, 1, 2, 2, 3, 3, 4}));
  }
  ExpectEveryWay(BucketsOf({}), {Tensor::Of<float>({1}, {4})},
                 Tensor::Of<int32_t>({1}, {0}));
  ExpectEveryWay(BucketsOf({1}),
                 {Tensor::Scalar(std::numeric_limits<float>::quiet_NaN())},
                 Tensor::Scalar<int32_t>(1));
}

TEST(BucketizeKernelTest, RefusesFallingBoundaries) {
  ExpectRefusedEveryWay(BucketsOf({0, 8, 3}), {Tensor::Of<float>({1}, {4})},
                        "Expected sorted boundaries");
}

}  // namespace
}  // namespace thalweg
