#include "thalweg/ops/array/where.h"

#include <gtest/gtest.h>

#include <complex>
#include <limits>
#include <vector>

#include "thalweg/ops/array/placeholder.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output WhereOf(const Graph&, const std::vector<Output>& inputs) {
  return Where(inputs[0]);
}

// Coordinates, one element after another.
Tensor NaiveWhere(const Tensor& input) {
  const auto elements = Elements(input);
  std::vector<int64_t> found;
  for (size_t i = 0; i < elements.size(); ++i) {
    if (elements[i] == 0.0) continue;
    std::vector<int64_t> at(input.rank());
    int64_t rest = static_cast<int64_t>(i);
    for (int d = input.rank() - 1; d >= 0; --d) {
      at[d] = rest % input.dim(d);
      rest /= input.dim(d);
    }
    found.insert(found.end(), at.begin(), at.end());
  }
  const int64_t count = static_cast<int64_t>(found.size()) / input.rank();
  return Tensor::Of<int64_t>({count, input.rank()}, found);
}

TEST(WhereKernelTest, NamesEveryTrueElement) {
  ExpectEveryWay(
      WhereOf,
      {Tensor::Of<bool>({2, 3}, {true, false, true, false, false, true})},
      Tensor::Of<int64_t>({3, 2}, {0, 0, 0, 2, 1, 2}));
}

TEST(WhereKernelTest, FindsWhatIsNotZeroInEveryType) {
  for (DType dtype :
       {kFloat, kDouble, kHalf, kBfloat16, kInt8, kUint8, kInt16, kUint16,
        kInt32, kUint32, kInt64, kUint64, kBool, kComplex64, kComplex128}) {
    const Tensor input = MakeTensor(dtype, {2, 2, 2}, {0, 1, 0, 0, 2, 0, 3, 0});
    ExpectEveryWay(WhereOf, {input}, NaiveWhere(input));
  }
}

TEST(WhereKernelTest, MinusZeroIsZeroAndNanIsNot) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  ExpectEveryWay(WhereOf, {Tensor::Of<float>({4}, {-0.0f, nan, 0, -1})},
                 Tensor::Of<int64_t>({2, 1}, {1, 3}));
  ExpectEveryWay(
      WhereOf,
      {Tensor::Of<std::complex<float>>({3}, {{0, -0.0f}, {0, 1}, {-1, 0}})},
      Tensor::Of<int64_t>({2, 1}, {1, 2}));
  ExpectEveryWay(WhereOf, {FromElements(kHalf, {2}, {-0.0, 1e-7})},
                 Tensor::Of<int64_t>({1, 1}, {1}));
}

// More than one piece, pieces that begin within a row.
TEST(WhereKernelTest, FindsInManyPieces) {
  const Tensor input = Uniform(kBool, {3, 700, 101}, 0, 2);
  ExpectEveryWay(WhereOf, {input}, NaiveWhere(input));
}

TEST(WhereKernelTest, FindsNothing) {
  ExpectEveryWay(WhereOf, {Tensor::Of<bool>({0, 3}, {})},
                 Tensor::Of<int64_t>({0, 2}, {}));
  ExpectEveryWay(WhereOf, {Tensor::Of<bool>({3, 0}, {})},
                 Tensor::Of<int64_t>({0, 2}, {}));
  ExpectEveryWay(WhereOf, {Tensor::Of<bool>({2}, {false, false})},
                 Tensor::Of<int64_t>({0, 1}, {}));
}

TEST(WhereKernelTest, RefusesAScalar) {
  ExpectRefusedEveryWay(WhereOf, {Tensor::Scalar(true)},
                        "WhereOp : Unhandled input dimensions: 0");
}

TEST(WhereTest, KnowsTheRankBeforeTheRun) {
  Graph graph;
  EXPECT_EQ(Where(Placeholder(graph, kBool, {-1, 3})).shape(), Shape({-1, 2}));
}

}  // namespace
}  // namespace thalweg
