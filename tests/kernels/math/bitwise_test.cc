#include "thalweg/ops/math/bitwise.h"

#include <gtest/gtest.h>

#include <limits>

#include "thalweg/ops/math/approximate_equal.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

using BinaryOp = Output (*)(Input, Input);

GraphFunction Apply(BinaryOp op) {
  return [op](const Graph&, const std::vector<Output>& in) {
    return op(in[0], in[1]);
  };
}

template <class T>
void ExpectBits(BinaryOp op, std::initializer_list<T> x,
                std::initializer_list<T> y, std::initializer_list<T> z) {
  const Shape shape({static_cast<int64_t>(x.size())});
  ExpectEveryWay(Apply(op), {Tensor::Of<T>(shape, x), Tensor::Of<T>(shape, y)},
                 Tensor::Of<T>(shape, z));
}

template <class T>
class BitwiseTest : public testing::Test {};
using Integers = testing::Types<int8_t, int16_t, int32_t, int64_t, uint8_t,
                                uint16_t, uint32_t, uint64_t>;
TYPED_TEST_SUITE(BitwiseTest, Integers);

TYPED_TEST(BitwiseTest, CombinesTheBitsOfEveryType) {
  using T = TypeParam;
  constexpr T kAll = static_cast<T>(~T{0});
  ExpectBits<T>(BitwiseAnd, {12, kAll, 0}, {10, 5, kAll}, {8, 5, 0});
  ExpectBits<T>(BitwiseOr, {12, kAll, 0}, {10, 5, 1}, {14, kAll, 1});
  ExpectBits<T>(BitwiseXor, {12, kAll, 0}, {10, kAll, 1}, {6, 0, 1});
}

TYPED_TEST(BitwiseTest, ShiftsAtMostByAllBitsButOne) {
  using T = TypeParam;
  constexpr T kLast = static_cast<T>(8 * sizeof(T) - 1);
  constexpr T kHighest = static_cast<T>(uint64_t{1} << kLast);
  constexpr T kFarthest = std::numeric_limits<T>::max();
  ExpectBits<T>(LeftShift, {3, 1, 1, 5}, {2, kLast, kFarthest, 0},
                {12, kHighest, kHighest, 5});
  // The sign comes with signed numbers.
  constexpr T kShifted = static_cast<T>(kHighest >> kLast);
  ExpectBits<T>(RightShift, {13, kHighest, kHighest, 5},
                {2, kLast, kFarthest, 0}, {3, kShifted, kShifted, 5});
}

TEST(ShiftTest, TakesNegativeDistancesForZero) {
  ExpectBits<int32_t>(LeftShift, {7, -8}, {-1, INT32_MIN}, {7, -8});
  ExpectBits<int32_t>(RightShift, {7, -8}, {-1, INT32_MIN}, {7, -8});
}

TEST(ShiftTest, RepeatsItsInputs) {
  ExpectEveryWay(
      Apply(LeftShift),
      {Tensor::Of<int32_t>({2, 1}, {1, 3}), Tensor::Of<int32_t>({2}, {0, 4})},
      Tensor::Of<int32_t>({2, 2}, {1, 16, 3, 48}));
  ExpectRefusedEveryWay(
      Apply(BitwiseAnd),
      {Tensor::Of<int32_t>({2}, {1, 3}), Tensor::Of<int32_t>({3}, {0, 4, 5})},
      "Incompatible shapes: [2] vs. [3]");
}

TEST(ApproximateEqualTest, ComparesWithinItsTolerance) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  for (DType dtype : {kFloat, kDouble}) {
    ExpectEveryWay(
        [](const Graph&, const std::vector<Output>& in) {
          return ApproximateEqual(in[0], in[1], {.tolerance = 0.25f});
        },
        {MakeTensor(dtype, {5}, {1, 1, 1, kNaN, -3}),
         MakeTensor(dtype, {5}, {1.125, 1.25, 0.5, kNaN, -3})},
        Tensor::Of<bool>({5}, {true, false, false, false, true}));
  }
}

TEST(ApproximateEqualTest, RepeatsNothing) {
  ExpectRefusedEveryWay(
      [](const Graph&, const std::vector<Output>& in) {
        return ApproximateEqual(in[0], in[1]);
      },
      {MakeTensor(kFloat, {2}, {1, 2}), MakeTensor(kFloat, {}, {1})}, "");
}

}  // namespace
}  // namespace thalweg
