#include "thalweg/ops/math/select.h"

#include <gtest/gtest.h>

#include "thalweg/tests/support/every_way.h"
#include "thalweg/tests/support/tensors.h"

namespace thalweg {
namespace {

Output ApplySelect(const Graph&, const std::vector<Output>& inputs) {
  return Select(inputs[0], inputs[1], inputs[2]);
}

Output ApplySelectV1(const Graph&, const std::vector<Output>& inputs) {
  return SelectV1(inputs[0], inputs[1], inputs[2]);
}

Tensor Bools(const Shape& shape, std::initializer_list<bool> values) {
  return Tensor::Of<bool>(shape, values);
}

TEST(SelectTest, ChoosesElementsOfEveryType) {
  constexpr DTypeSet kTypes = kNumbers | kBool;
  const Tensor condition = Bools({4}, {true, false, false, true});
  for (int number = 1; number < kNumDTypes; ++number) {
    const DType dtype = static_cast<DType>(number);
    if (!kTypes.contains(dtype)) continue;
    SCOPED_TRACE(DTypeName(dtype).data());
    const std::vector<Tensor> inputs = {condition,
                                        MakeTensor(dtype, {4}, {1, 1, 0, 0}),
                                        MakeTensor(dtype, {4}, {0, 1, 1, 0})};
    const Tensor expected = MakeTensor(dtype, {4}, {1, 1, 1, 0});
    ExpectEveryWay(ApplySelect, inputs, expected);
    ExpectEveryWay(ApplySelectV1, inputs, expected);
  }
  const std::vector<Tensor> strings = {
      condition, Tensor::Of<std::string>({4}, {"a", "b", "c", "d"}),
      Tensor::Of<std::string>({4}, {"e", "f", "g", "h"})};
  const Tensor expected = Tensor::Of<std::string>({4}, {"a", "f", "g", "d"});
  ExpectEveryWay(ApplySelect, strings, expected);
  ExpectEveryWay(ApplySelectV1, strings, expected);
}

TEST(SelectTest, Broadcasts) {
  ExpectEveryWay(ApplySelect,
                 {Bools({2, 1}, {true, false}), Tensor::Scalar(7.0f),
                  Tensor::Of<float>({3}, {1, 2, 3})},
                 Tensor::Of<float>({2, 3}, {7, 7, 7, 1, 2, 3}));
  ExpectEveryWay(
      ApplySelect,
      {Bools({2, 1}, {true, false}), Tensor::Scalar<std::string>("x"),
       Tensor::Of<std::string>({2}, {"a", "b"})},
      Tensor::Of<std::string>({2, 2}, {"x", "x", "a", "b"}));
  ExpectEveryWay(ApplySelect,
                 {Bools({0, 1}, {}), Tensor::Scalar(7.0f),
                  Tensor::Of<float>({3}, {1, 2, 3})},
                 Tensor::Of<float>({0, 3}, {}));
}

TEST(SelectTest, ChoosesFromLongTensorsInPieces) {
  const Tensor t = Uniform(kFloat, {90, 1007}, 0, 1, 1);
  const Tensor e = Uniform(kFloat, {1007}, 0, 1, 2);
  Tensor condition = *Tensor::Allocate(kBool, t.shape());
  Tensor expected = *t.Copy();
  for (int64_t i = 0; i < t.num_elements(); ++i) {
    const bool taken = t.data<float>()[i] < 0.5f;
    condition.mutable_data<bool>()[i] = taken;
    if (!taken) expected.mutable_data<float>()[i] = e.data<float>()[i % 1007];
  }
  ExpectEveryWay(ApplySelect, {condition, t, e}, expected);
}

TEST(SelectTest, RefusesShapesThatDoNotBroadcast) {
  ExpectRefusedEveryWay(
      ApplySelect,
      {Bools({2}, {true, false}), Uniform(kFloat, {3}, 0, 1),
       Uniform(kFloat, {3}, 0, 1)},
      "condition [2], then [3], and else [3] must be broadcastable");
}

TEST(SelectV1Test, TakesAllOrRowsByTheShapeOfItsCondition) {
  const Tensor t = Tensor::Of<int32_t>({2, 2}, {1, 2, 3, 4});
  const Tensor e = Tensor::Of<int32_t>({2, 2}, {5, 6, 7, 8});
  ExpectEveryWay(ApplySelectV1, {Tensor::Scalar(true), t, e}, t);
  ExpectEveryWay(ApplySelectV1, {Tensor::Scalar(false), t, e}, e);
  ExpectEveryWay(ApplySelectV1, {Bools({2}, {false, true}), t, e},
                 Tensor::Of<int32_t>({2, 2}, {5, 6, 3, 4}));
  ExpectEveryWay(ApplySelectV1,
                 {Bools({2, 2}, {false, true, true, false}), t, e},
                 Tensor::Of<int32_t>({2, 2}, {5, 2, 3, 8}));
  ExpectEveryWay(
      ApplySelectV1,
      {Bools({2}, {false, true}), Tensor::Of<std::string>({2, 1}, {"a", "b"}),
       Tensor::Of<std::string>({2, 1}, {"c", "d"})},
      Tensor::Of<std::string>({2, 1}, {"c", "b"}));
  ExpectEveryWay(ApplySelectV1,
                 {Bools({0}, {}), Tensor::Of<float>({0, 3}, {}),
                  Tensor::Of<float>({0, 3}, {})},
                 Tensor::Of<float>({0, 3}, {}));
}

TEST(SelectV1Test, RefusesOtherShapes) {
  const Tensor t = Uniform(kFloat, {2, 3}, 0, 1);
  ExpectRefusedEveryWay(
      ApplySelectV1, {Tensor::Scalar(true), t, Uniform(kFloat, {3}, 0, 1)}, "");
  ExpectRefusedEveryWay(ApplySelectV1, {Bools({3}, {true, true, true}), t, t},
                        "");
  ExpectRefusedEveryWay(ApplySelectV1,
                        {Bools({3, 2}, {1, 1, 1, 1, 1, 1}), t, t}, "");
  ExpectRefusedEveryWay(
      ApplySelectV1,
      {Bools({1}, {true}), Tensor::Scalar(1.0f), Tensor::Scalar(2.0f)}, "");
}

}  // namespace
}  // namespace thalweg
