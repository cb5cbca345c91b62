#include "thalweg/ops/math/comparison.h"

#include <gtest/gtest.h>

#include <limits>

#include "thalweg/ops/math/logical.h"
#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Tensor Bools(const Shape& shape, std::initializer_list<bool> values) {
  return Tensor::Of<bool>(shape, values);
}

GraphFunction Apply(Output (*op)(Input, Input)) {
  return [op](const Graph&, const std::vector<Output>& inputs) {
    return op(inputs[0], inputs[1]);
  };
}

template <Output (*op)(Input, Input, EqualAttrs), bool shape_error = true>
Output Equality(Input x, Input y) {
  return op(x, y, {.incompatible_shape_error = shape_error});
}

TEST(ComparisonTest, OrdersNumbersOfEveryType) {
  for (int number = 1; number < kNumDTypes; ++number) {
    const DType dtype = static_cast<DType>(number);
    if (!kRealNumbers.contains(dtype)) continue;
    SCOPED_TRACE(DTypeName(dtype).data());
    const Tensor x = MakeTensor(dtype, {3, 1}, {1, 2, 3});
    const Tensor y = MakeTensor(dtype, {2}, {2, 3});
    const Shape z = {3, 2};
    ExpectEveryWay(Apply(Less), {x, y}, Bools(z, {1, 1, 0, 1, 0, 0}));
    ExpectEveryWay(Apply(LessEqual), {x, y}, Bools(z, {1, 1, 1, 1, 0, 1}));
    ExpectEveryWay(Apply(Greater), {x, y}, Bools(z, {0, 0, 0, 0, 1, 0}));
    ExpectEveryWay(Apply(GreaterEqual), {x, y}, Bools(z, {0, 0, 1, 0, 1, 1}));
  }
}

TEST(ComparisonTest, TellsEqualElementsOfEveryType) {
  constexpr DTypeSet kTypes = kNumbersAndQuantized | kBool;
  for (int number = 1; number < kNumDTypes; ++number) {
    const DType dtype = static_cast<DType>(number);
    if (!kTypes.contains(dtype)) continue;
    SCOPED_TRACE(DTypeName(dtype).data());
    const Tensor x = MakeTensor(dtype, {4}, {0, 1, 1, 0});
    const Tensor y = MakeTensor(dtype, {4}, {0, 0, 1, 1});
    ExpectEveryWay(Apply(Equality<Equal>), {x, y}, Bools({4}, {1, 0, 1, 0}));
    ExpectEveryWay(Apply(Equality<NotEqual>), {x, y}, Bools({4}, {0, 1, 0, 1}));
  }
  const Tensor strings = Tensor::Of<std::string>({3}, {"a", "", "b"});
  const Tensor string = Tensor::Scalar<std::string>("a");
  ExpectEveryWay(Apply(Equality<Equal>), {strings, string},
                 Bools({3}, {1, 0, 0}));
  ExpectEveryWay(Apply(Equality<NotEqual>), {strings, string},
                 Bools({3}, {0, 1, 1}));
}

TEST(ComparisonTest, SeesImaginaryParts) {
  ExpectEveryWay(Apply(Equality<Equal>),
                 {FromElements(kComplex64, {2}, {{1, 2}, {1, 2}}),
                  FromElements(kComplex64, {2}, {{1, 2}, {1, 3}})},
                 Bools({2}, {1, 0}));
}

TEST(ComparisonTest, HoldsNothingAgainstNaNButInequality) {
  for (DType dtype : {kFloat, kDouble, kHalf, kBfloat16}) {
    const Tensor nan =
        MakeTensor(dtype, {1}, {std::numeric_limits<double>::quiet_NaN()});
    for (auto op : {Less, LessEqual, Greater, GreaterEqual, Equality<Equal>}) {
      ExpectEveryWay(Apply(op), {nan, nan}, Bools({1}, {0}));
    }
    ExpectEveryWay(Apply(Equality<NotEqual>), {nan, nan}, Bools({1}, {1}));
  }
}

TEST(ComparisonTest, ComparesLongTensorsInPieces) {
  const Tensor x = Uniform(kFloat, {101, 1003}, 0, 1, 1);
  const Tensor y = Uniform(kFloat, {1003}, 0, 1, 2);
  Tensor expected = *Tensor::Allocate(kBool, x.shape());
  for (int64_t i = 0; i < x.num_elements(); ++i) {
    expected.mutable_data<bool>()[i] =
        x.data<float>()[i] < y.data<float>()[i % 1003];
  }
  ExpectEveryWay(Apply(Less), {x, y}, expected);
}

TEST(ComparisonTest, RefusesShapesThatDoNotBroadcast) {
  for (auto op : {Less, Greater, Equality<Equal>, Equality<NotEqual>}) {
    ExpectRefusedEveryWay(
        Apply(op), {Uniform(kFloat, {2}, 0, 1), Uniform(kFloat, {3}, 0, 1)},
        "Incompatible shapes: [2] vs. [3]");
  }
}

TEST(ComparisonTest, TakesOtherShapesAsUnequalWhereAskedTo) {
  const Tensor x = Uniform(kFloat, {2}, 0, 1), y = Uniform(kFloat, {3}, 0, 1);
  ExpectEveryWay(Apply(Equality<Equal, false>), {x, y}, Bools({}, {0}));
  ExpectEveryWay(Apply(Equality<NotEqual, false>), {x, y}, Bools({}, {1}));
  ExpectEveryWay(Apply(Equality<Equal, false>), {x, x}, Bools({2}, {1, 1}));
  const Tensor a = Tensor::Of<std::string>({2}, {"", ""});
  const Tensor b = Tensor::Of<std::string>({3}, {"", "", ""});
  ExpectEveryWay(Apply(Equality<Equal, false>), {a, b}, Bools({}, {0}));
  ExpectEveryWay(Apply(Equality<NotEqual, false>), {a, b}, Bools({}, {1}));
}

TEST(LogicalTest, FollowsItsTruthTables) {
  const Tensor x = Bools({2, 1}, {0, 1}), y = Bools({2}, {0, 1});
  ExpectEveryWay(Apply(LogicalAnd), {x, y}, Bools({2, 2}, {0, 0, 0, 1}));
  ExpectEveryWay(Apply(LogicalOr), {x, y}, Bools({2, 2}, {0, 1, 1, 1}));
  ExpectEveryWay(
      [](const Graph&, const std::vector<Output>& inputs) {
        return LogicalNot(inputs[0]);
      },
      {y}, Bools({2}, {1, 0}));
}

}  // namespace
}  // namespace thalweg
